import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import { senderJob } from "../../../generators/sender-job.ts";
import { METHODS } from "../../../protocol/flags.ts";
import { readMappedRam } from "../../../protocol/mapped-ram.ts";
import { DETECTIONS } from "../../../protocol/ram.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { type PacketTrace, readTrace } from "../../../protocol/trace.ts";
import { senderSessionOf } from "../../sender-run.ts";
import type { SenderObservation, SenderSession } from "../../target.ts";
import { filled, jobOf } from "../../testing/cases.ts";
import { readTranscript } from "../../transcript.ts";
import { send } from "./send.ts";

const PAGE = 4096;

for (const method of METHODS) {
  for (const detection of DETECTIONS) {
    test(`${method}, ${detection}: what is sent rebuilds RAM unless a packet had zero pages alone`, () => {
      const jobs = fc.sample(
        senderJob({
          method,
          detection,
          layout: "patch",
          pageSizes: [PAGE, 1024],
          maxChannels: 4,
          passes: true,
          queue: true,
        }),
        { seed: 1, numRuns: 60 },
      );
      let judged = 0;
      for (const session of jobs.map((job) => senderSessionOf(job))) {
        const seen = send(session);
        assertEquals(seen.outcome, "completed");
        if (method !== "none" && tracedPackets(seen).some(isZeroOnly)) continue;
        assertEquals(replayed(session, seen), finalRam(session));
        judged++;
      }
      assert(judged >= 20);
    });
  }
}

for (const method of ["zlib", "zstd"] as const) {
  test(`${method}: a packet with zero pages alone is numbered, counted and traced, but never sent`, () => {
    const session = { ...plainSession(2), method };
    session.passes.push({
      writes: [{ ramblock: "ram", offset: 0, bytes: new Uint8Array(PAGE) }],
      queue: [{ ramblock: "ram", offset: 0 }],
    });
    const seen = send(session);
    const sent = transcriptOf(session, seen).packets;
    // SYNC, both pages, SYNC, (the zero page,) SYNC, SYNC.
    assertEquals(sent.map(({ packet }) => packet.packetNum), [0n, 1n, 2n, 4n, 5n]);
    assertEquals(sent.every(({ zero }) => zero.length === 0), true);
    assertEquals(seen.counters, {
      normalPages: 2,
      zeroPages: 1,
      channels: [{ packets: 6, normalPages: 2, zeroPages: 1 }],
    });
    assertEquals(tracedPackets(seen).filter(isZeroOnly).map(({ packetNum }) => packetNum), [3n]);
    assertEquals(replayed(session, seen)[0].bytes[0], 1, "the destination keeps the old page");
  });
}

test("none: a packet with zero pages alone is sent, without a payload", () => {
  const session = plainSession(1);
  session.blocks[0].bytes.fill(0);
  const [, packet] = transcriptOf(session, send(session)).packets;
  assertEquals([packet.packet.zeroPages, packet.packet.nextPacketSize], [1, 0]);
});

test("zero pages go behind normal ones, in the order of two pointers that meet", () => {
  const session = plainSession(5);
  for (const page of [0, 2, 3]) session.blocks[0].bytes.fill(0, page * PAGE, (page + 1) * PAGE);
  const [, { normal, zero }] = transcriptOf(session, send(session)).packets;
  assertEquals([...normal, ...zero].map((offset) => Number(offset) / PAGE), [4, 1, 3, 2, 0]);
  assertEquals(normal.length, 2);
});

test("SYNC packets say how many pages fit, have no method, and stand on the packet before", () => {
  const session = { ...plainSession(3), method: "zlib" as const };
  const { packets } = transcriptOf(session, send(session));
  const { packet, ramblock } = packets[2];
  assertEquals([packet.flags, packet.pagesAlloc, packet.nextPacketSize], [1, 128, 0]);
  assertEquals([ramblock, packet.offsets[1], packet.offsets[2]], ["ram", 4096n, 8192n]);
  assertEquals([packets[0].ramblock, packets[0].packet.pagesAlloc], ["", 128]);
});

test("a packet ends when it is full or the block changes, and packets go round the channels", () => {
  const session = { ...plainSession(130), channels: 2 };
  session.blocks.push({ name: "rom", usedLength: PAGE, bytes: new Uint8Array(PAGE).fill(2) });
  session.passes[0].queue.push({ ramblock: "rom", offset: 0 });
  const { packets } = transcriptOf(session, send(session));
  assertEquals(
    packets.filter(({ sync }) => !sync).map((p) => [p.channel, p.ramblock, p.normal.length]),
    [
      [0, "ram", 128],
      [1, "ram", 2],
      [0, "rom", 1],
    ],
  );
});

for (const method of METHODS) {
  test(`${method}: every SYNC point has its flush word, behind a SYNC packet on every channel`, () => {
    const session = { ...plainSession(2), method, channels: 3 };
    const seen = send(session);
    const kinds = seen.writes.map((w) => w.stream === "main" ? w.word.kind : w.channel);
    const point = [0, 1, 2, "flush", "eos"];
    assertEquals(kinds, [0, 1, 2, ...point, 0, ...point, ...point]);
  });
}

test("mapped-ram: the bit of a page that has become zero stays set, unless the main thread looks", () => {
  const looks: [string, boolean, boolean][] = [
    ["multifd", true, true],
    ["legacy", true, false],
    ["multifd", false, false],
    ["none", true, true],
  ];
  for (const [detection, multifd, bit] of looks) {
    const session = { ...plainSession(2), detection, multifd, mappedRam: true };
    session.passes.push({
      writes: [{ ramblock: "ram", offset: 0, bytes: new Uint8Array(PAGE) }],
      queue: [{ ramblock: "ram", offset: 0 }],
    });
    const seen = send(session);
    const [block] = readMappedRam(seen.file!).blocks;
    assertEquals([block.isSet(0), block.isSet(1)], [bit, true], `${detection} ${multifd}`);
    assertEquals(block.page(1), new Uint8Array(PAGE).fill(1));
    assertEquals(seen.writes, []);
  }
});

test("detection multifd acts as legacy when multifd is off", () => {
  const session = { ...plainSession(2), multifd: false };
  session.blocks[0].bytes.fill(0, 0, PAGE);
  const kinds = send(session).writes.map((w) => w.stream === "main" ? w.word.kind : "packet");
  assertEquals(kinds, ["eos", "zero", "page", "eos", "eos"]);
  assertEquals(send(session), send({ ...session, detection: "legacy" }));
});

test("settings that there are not are refused", () => {
  assertEquals(send({ ...plainSession(1), detection: "hardware" }).outcome, "refused");
  assertEquals(send({ ...plainSession(1), method: "zlib", mappedRam: true }).outcome, "refused");
});

/** A block of so many pages of ones, all of them queued in one pass. */
function plainSession(pages: number): SenderSession {
  return senderSessionOf(jobOf(new Array(pages).fill(filled(1))));
}

function transcriptOf({ pageSize, channels, method }: SenderSession, seen: SenderObservation) {
  return readTranscript(seen, { pageSize, channels, method, layout: "patch" });
}

function tracedPackets(seen: SenderObservation): PacketTrace[] {
  return readTrace(seen.trace!).filter((event): event is PacketTrace => event.kind === "send");
}

function isZeroOnly({ normalPages, zeroPages }: PacketTrace): boolean {
  return normalPages === 0 && zeroPages! > 0;
}

/** RAM of the reference receiver, zero at the start. */
function replayed(session: SenderSession, { writes }: SenderObservation) {
  const { pageSize, channels, method } = session;
  const blocks = session.blocks.map((b) => ({ ...b, bytes: new Uint8Array(b.usedLength) }));
  const receiver = new Receiver({ pageSize, channels, method, blocks });
  for (const write of writes) {
    if (write.stream === "channel") receiver.feed(write.channel, write.data);
    else if (write.word.kind === "flush") receiver.barrier();
    else if (write.word.kind === "zero") receiver.zeroPage(write.word.ramblock, write.word.offset);
  }
  receiver.finish();
  receiver.close();
  assertEquals(receiver.fault, undefined);
  return blocks;
}

function finalRam({ blocks, passes }: SenderSession) {
  const ram = blocks.map((b) => ({ ...b, bytes: b.bytes.slice() }));
  for (const { ramblock, offset, bytes } of passes.flatMap(({ writes }) => writes)) {
    ram.find(({ name }) => name === ramblock)!.bytes.set(bytes, offset);
  }
  return ram;
}
