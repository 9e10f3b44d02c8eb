import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat, equals } from "@std/bytes";
import fc from "fast-check";
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { METHODS } from "./flags.ts";
import { createCompressor } from "./method.ts";
import { DETECTIONS, type PageRef, type RamBlock } from "./ram.ts";
import { Receiver, type ReceiverParameters } from "./receiver.ts";
import { greetingBytes, headerBytes, type HeaderFields } from "./testing/channel.ts";
import { deliver, mainEvents, type Streams, type Turn } from "./testing/deliver.ts";
import { emptyBlocks, type Job, job } from "./testing/job.ts";
import { sendJob } from "./testing/send-job.ts";

const OLD = 0xa5;

const turns = fc.array(
  fc.record({
    stream: fc.nat(),
    length: fc.oneof(fc.nat({ max: 70 }), fc.nat({ max: 5000 }), fc.nat({ max: 1 << 20 })),
  }),
  { maxLength: 60, size: "max" },
);

/** Sends a job; what its receiver must have in the end, starting from RAM full of old data. */
function sendForReceiver(job: Job) {
  const queued: PageRef[] = [];
  const sent = sendJob(job, {}, (_, queue) => queued.push(...queue));
  const channels = Array.from(
    { length: job.channels },
    (_, channel) =>
      concat(
        sent.pieces.flatMap((piece) =>
          piece.stream === "channel" && piece.channel === channel ? [piece.bytes] : []
        ),
      ),
  );
  const main = sent.pieces.flatMap((piece) => piece.stream === "main" ? [piece.bytes] : []);
  const ram = emptyBlocks(job);
  for (const { bytes } of ram) bytes.fill(OLD);
  for (const { ramblock, offset } of queued) {
    const target = ram.find(({ name }) => name === ramblock)!.bytes;
    const source = sent.blocks.find(({ name }) => name === ramblock)!.bytes;
    target.set(source.subarray(offset, offset + job.pageSize), offset);
  }
  return { ...sent, streams: { channels, main: mainEvents(main, job.pageSize) }, ram };
}

function receive(job: Job, streams: Streams, turns: Turn[]) {
  const blocks = emptyBlocks(job);
  for (const { bytes } of blocks) bytes.fill(OLD);
  const receiver = new Receiver({ ...job, blocks });
  deliver(receiver, streams, turns);
  receiver.close();
  return { receiver, blocks };
}

for (const method of METHODS) {
  for (const detection of DETECTIONS) {
    test(`${method}, ${detection}: what the sender sends in any passes gives its RAM, in any pieces and order`, () => {
      fc.assert(
        fc.property(job({ methods: [method], detections: [detection] }), turns, (job, turns) => {
          const { sender, streams, ram } = sendForReceiver(job);
          const { receiver, blocks } = receive(job, streams, turns);
          assertEquals(receiver.fault, undefined);
          for (const [i, { bytes }] of blocks.entries()) assert(equals(bytes, ram[i].bytes));
          assertEquals(receiver.counters, sender.counters.channels);
          const asSent = receiver.trace.map((line) => line.replace("_recv", "_send"));
          assertEquals(asSent.toSorted(), sender.trace.toSorted());
        }),
        { seed: 1, numRuns: 15 },
      );
    });
  }
}

test("no more is held back than the packet at hand, its payload only where it is compressed", () => {
  class Watched extends Receiver {
    get held(): number {
      return [...this.connections.values()].reduce((sum, { input }) => sum + input.length, 0);
    }
  }
  const length = 320 + 8 * 128;
  const pages = Array.from({ length: 512 }, (_, page) => ({
    ramblock: "ram",
    offset: page * 4096,
    fill: "noise" as const,
  }));
  for (const method of METHODS) {
    const settings = { pageSize: 4096, channels: 1, method, detection: "multifd" as const };
    const whole = { ...settings, blocks: [{ name: "ram", usedLength: 1 << 21 }], passes: [pages] };
    const { streams } = sendForReceiver(whole);
    const receiver = new Watched({ ...settings, blocks: emptyBlocks(whole) });
    receiver.barrier();
    let most = 0;
    for (let at = 0; at < streams.channels[0].length; at += 7777) {
      receiver.feed(0, streams.channels[0].subarray(at, at + 7777));
      most = Math.max(most, receiver.held);
    }
    assertEquals([receiver.fault, receiver.counters[0].normalPages], [undefined, 512]);
    const bound = method === "none" ? length : length + 1.01 * 512 * 1024;
    assert(most > 0 && most < bound, `${method}: ${most} bytes`);
    receiver.close();
  }
});

test("byte by byte gives what one piece gives, traces and writes too", () => {
  const jobs = job({ pageSizes: [1024] });
  fc.assert(
    fc.property(jobs, (job) => {
      const { streams } = sendForReceiver(job);
      const longest = Math.max(...streams.channels.map(({ length }) => length));
      const bytes = Array.from({ length: longest * job.channels }, (_, i) => ({
        stream: i % job.channels,
        length: 1,
      }));
      const whole = receive(job, streams, []);
      // Turns of the main channel come last here too.
      const single = receive(job, streams, bytes.map(({ stream, length }) => ({ stream, length })));
      assertEquals(single.receiver.fault, undefined);
      assertEquals(single.receiver.counters, whole.receiver.counters);
      assertEquals(single.receiver.trace.toSorted(), whole.receiver.trace.toSorted());
      for (const [i, { bytes }] of single.blocks.entries()) {
        assert(equals(bytes, whole.blocks[i].bytes));
      }
    }),
    { seed: 1, numRuns: 4 },
  );
});

const CAPTURES = new URL("../captures/", import.meta.url);

for (const folder of readdirSync(CAPTURES)) {
  test(`${folder} gives the RAM it was recorded from, in any order of its streams`, () => {
    const read = (name: string) =>
      new Uint8Array(gunzipSync(readFileSync(new URL(`${folder}/${name}.bin.gz`, CAPTURES))));
    const old = folder.startsWith("qemu-7.2");
    const channels = [read("channel-0"), read("channel-1")];
    const main = mainEvents(read("main"), 4096, old ? "eos" : "flush");
    const expected = read("ram");
    const interleaved = Array.from({ length: 300 }, (_, i) => ({
      stream: i * 7 % 5,
      length: (i * 7919) % 9973,
    }));
    const mainFirst = main.map(() => ({ stream: 2, length: 0 }));
    for (const turns of [[], mainFirst, interleaved]) {
      const bytes = new Uint8Array(expected.length).fill(OLD);
      const receiver = new Receiver({
        pageSize: 4096,
        channels: 2,
        method: METHODS.find((method) => folder.includes(`-${method}`))!,
        layout: old ? "before-patch" : "patch",
        blocks: [{ name: "ram", usedLength: bytes.length, bytes }],
      });
      deliver(receiver, { channels, main }, turns);
      receiver.close();
      assertEquals(receiver.fault, undefined);
      assert(equals(bytes, expected));
    }
  });
}

// ---- packets by hand

const PAGE = 64 * 1024;

/** A receiver of 4 pages that hold old data; channels have greeted. */
function open(settings: Partial<ReceiverParameters> = {}, greeted = true) {
  const bytes = new Uint8Array(4 * PAGE).fill(OLD);
  const ram: RamBlock = { name: "ram", usedLength: bytes.length, bytes };
  const receiver = new Receiver({
    pageSize: PAGE,
    channels: 2,
    method: "none",
    blocks: [ram],
    ...settings,
  });
  if (greeted) { for (const id of [0, 1]) receiver.feed(id, greetingBytes(id)); }
  /** What each page is full of, or `mixed`. */
  const pages = () =>
    [0, 1, 2, 3].map((page) => {
      const [first, ...rest] = bytes.subarray(page * PAGE, (page + 1) * PAGE);
      return rest.every((byte) => byte === first) ? first : "mixed";
    });
  return { receiver, ram, pages };
}

function packet(fields: Partial<HeaderFields> = {}): Uint8Array {
  const { normalPages = 0 } = fields;
  return headerBytes({
    flags: 0,
    pagesAlloc: 8,
    normalPages,
    nextPacketSize: normalPages * PAGE,
    packetNum: 0,
    zeroPages: 0,
    ramblock: "ram",
    offsets: [],
    ...fields,
  }, PAGE);
}

const filled = (byte: number) => new Uint8Array(PAGE).fill(byte);
/** A page with its data. */
const onePage = (page: number, byte: number, fields: Partial<HeaderFields> = {}) =>
  concat([packet({ normalPages: 1, offsets: [page * PAGE], ...fields }), filled(byte)]);
const zeroPage = (page: number, fields: Partial<HeaderFields> = {}) =>
  packet({ zeroPages: 1, offsets: [page * PAGE], ...fields });
const SYNC = packet({ flags: 1, pagesAlloc: 0, ramblock: "" });

test("pages behind a SYNC point wait for the barrier and for SYNC on every channel", () => {
  const { receiver, pages } = open();
  receiver.feed(0, concat([onePage(0, 1), SYNC, onePage(0, 2)]));
  receiver.feed(1, onePage(1, 3));
  assertEquals(pages(), [1, 3, OLD, OLD]);
  receiver.barrier();
  assertEquals([pages(), receiver.pending], [[1, 3, OLD, OLD], true]);
  receiver.feed(1, onePage(2, 4));
  assertEquals(pages(), [1, 3, 4, OLD]);
  receiver.feed(1, SYNC);
  assertEquals([pages(), receiver.pending], [[2, 3, 4, OLD], false]);
});

test("without a barrier, SYNC on every channel releases none", () => {
  const { receiver, pages } = open();
  for (const id of [0, 1]) receiver.feed(id, concat([SYNC, onePage(id, 5)]));
  assertEquals([pages(), receiver.pending], [[OLD, OLD, OLD, OLD], false]);
  receiver.barrier();
  assertEquals(pages(), [5, 5, OLD, OLD]);
});

test("zero pages of the main channel are applied in their turn between barriers", () => {
  const { receiver, pages } = open();
  receiver.zeroPage("ram", 0n);
  assertEquals(pages(), [0, OLD, OLD, OLD]);
  receiver.barrier();
  receiver.zeroPage("ram", BigInt(PAGE));
  for (const id of [0, 1]) receiver.feed(id, concat([onePage(1, 7), SYNC]));
  assertEquals(pages(), [0, 0, OLD, OLD]);
  receiver.barrier();
  receiver.zeroPage("ram", 3n * BigInt(PAGE));
  for (const id of [0, 1]) receiver.feed(id, concat([SYNC, onePage(3, 9)]));
  receiver.finish();
  assertEquals([pages(), receiver.fault], [[0, 0, OLD, 9], undefined]);
});

test("a channel that ends before its SYNC fails the barrier, whichever comes first", () => {
  for (const barrierFirst of [true, false]) {
    const { receiver } = open();
    receiver.feed(0, SYNC);
    if (barrierFirst) receiver.barrier();
    receiver.end(1);
    if (!barrierFirst) receiver.barrier();
    const { detail } = receiver.fault!;
    assertEquals([detail.code, detail.requirement], ["barrier", "RCV-38"]);
  }
});

test("a channel that has met the barrier may end", () => {
  const { receiver } = open();
  for (const id of [0, 1]) receiver.feed(id, SYNC);
  receiver.end(1);
  receiver.barrier();
  receiver.finish();
  assertEquals(receiver.fault, undefined);
});

test("a migration that completes with a barrier pending, or with pages behind a SYNC, is refused", () => {
  const pending = open().receiver;
  pending.barrier();
  pending.finish();
  assertEquals(pending.fault!.detail.requirement, "RCV-38");
  const late = open().receiver;
  late.feed(0, concat([SYNC, onePage(0, 1)]));
  late.finish();
  assertEquals(late.fault!.detail.requirement, "RCV-35");
});

test("the greeting's id says which channel a connection is, in any order", () => {
  const { receiver } = open({}, false);
  receiver.feed(7, greetingBytes(1));
  receiver.feed(3, greetingBytes(0));
  receiver.feed(7, zeroPage(0));
  receiver.finish();
  assertEquals(receiver.fault, undefined);
  assertEquals(receiver.counters.map(({ packets }) => packets), [0, 1]);
  const [line] = receiver.trace;
  assert(line.startsWith("multifd_recv channel 1 packet_num 0 normal pages 0 zero pages 1"), line);
});

test("a greeting that is no greeting, or whose id is taken or too high, is refused", () => {
  const uuid = Uint8Array.from({ length: 16 }, (_, i) => i);
  const withByte = (at: number, byte: number) => {
    const bytes = greetingBytes(0);
    bytes[at] = byte;
    return bytes;
  };
  const wrong: [Uint8Array, string][] = [
    [withByte(0, 1), "magic"],
    [withByte(7, 2), "version"],
    [withByte(9, 9), "uuid"],
    [greetingBytes(2), "id"],
    [greetingBytes(255), "id"],
    [greetingBytes(1), "id"],
  ];
  for (const [bytes, field] of wrong) {
    const { receiver } = open({}, false);
    receiver.feed(1, greetingBytes(1));
    receiver.feed(0, bytes);
    const { detail } = receiver.fault!;
    assertEquals([detail.requirement, detail.field], ["RCV-30", field]);
  }
  const { receiver } = open({ uuid }, false);
  const mine = greetingBytes(0);
  mine.set(uuid, 8);
  receiver.feed(0, mine);
  assertEquals(receiver.fault, undefined);
  receiver.feed(1, greetingBytes(1));
  assertEquals(receiver.fault!.detail.field, "uuid");
});

test("a packet with a fault in its header or offsets is refused whole, and earlier pages stay", () => {
  const two = { offsets: [2 * PAGE, PAGE], normalPages: 1, zeroPages: 1 };
  const wrong: [Partial<HeaderFields>, string, string][] = [
    [{ ...two, flags: 2 }, "RCV-12", "flags"],
    [{ ...two, pagesAlloc: 9 }, "RCV-03", "pagesAlloc"],
    [{ ...two, pagesAlloc: 0 }, "RCV-04", "normalPages"],
    [{ ...two, pagesAlloc: 1 }, "RCV-05", "zeroPages"],
    [{ ...two, normalPages: 1, zeroPages: 2 ** 32 - 1 }, "RCV-05", "zeroPages"],
    [{ ...two, ramblock: "ra" }, "RCV-06", "ramblock"],
    [{ ...two, ramblock: "ram2" }, "RCV-06", "ramblock"],
    [{ ...two, offsets: [4 * PAGE, PAGE] }, "RCV-07", "offsets[0]"],
    [{ ...two, offsets: [0, 3 * PAGE + 1] }, "RCV-08", "offsets[1]"],
    [{ normalPages: 1, zeroPages: 2, offsets: [0, PAGE, 2 ** 52] }, "RCV-08", "offsets[2]"],
  ];
  for (const [fields, requirement, field] of wrong) {
    const { receiver, pages } = open();
    receiver.feed(1, onePage(0, 1));
    receiver.feed(0, zeroPage(3));
    receiver.feed(1, concat([packet(fields), filled(8)]));
    const { detail, message } = receiver.fault!;
    assertEquals([detail.requirement, detail.field], [requirement, field]);
    assert(message.startsWith("channel 1: "), message);
    receiver.feed(0, onePage(1, 9));
    receiver.zeroPage("ram", 0n);
    receiver.finish();
    assertEquals(pages(), [1, OLD, OLD, 0]);
    assertEquals(receiver.counters, [
      { packets: 1, normalPages: 0, zeroPages: 1 },
      { packets: 1, normalPages: 1, zeroPages: 0 },
    ]);
    assertEquals(receiver.fault!.detail, detail);
  }
});

test("bytes are judged as soon as their packet is there, before its payload", () => {
  const { receiver } = open({ method: "zlib" });
  const claim = packet({ flags: 2, normalPages: 1, nextPacketSize: 2 ** 20 + 1, offsets: [0] });
  receiver.feed(0, claim.subarray(0, -1));
  assertEquals(receiver.fault, undefined);
  receiver.feed(0, claim.subarray(-1));
  assertEquals(receiver.fault!.detail.requirement, "RCV-23");
});

for (const method of ["zlib", "zstd"] as const) {
  const flags = method === "zlib" ? 2 : 4;
  const pagesOf = (payload: Uint8Array, normalPages: number, fields: Partial<HeaderFields> = {}) =>
    concat([
      packet({
        flags,
        normalPages,
        nextPacketSize: payload.length,
        offsets: [0, PAGE],
        ...fields,
      }),
      payload,
    ]);
  const compressed = (...pages: Uint8Array[]) => createCompressor(method).compress(pages);

  test(`${method}: a payload that is corrupt, too short or too long is refused, and the packet does not count`, () => {
    const wrong: [Uint8Array, string, string][] = [
      [filled(0xff).subarray(0, 100), "payload-corrupt", "RCV-20"],
      [compressed(filled(1)), "payload-short", "RCV-20"],
      [new Uint8Array(0), "payload-short", "RCV-20"],
      [compressed(filled(1), filled(2), filled(3)), "payload-surplus", "RCV-43"],
    ];
    for (const [payload, code, requirement] of wrong) {
      const { receiver, pages } = open({ method });
      receiver.feed(0, pagesOf(payload, 2));
      const { detail } = receiver.fault!;
      assertEquals([detail.code, detail.requirement], [code, requirement]);
      assertEquals(receiver.counters[0].packets, 0);
      assertEquals(receiver.trace, []);
      assertEquals(pages().slice(2), [OLD, OLD]);
      receiver.close();
    }
  });

  test(`${method}: zero pages alone take no payload; a size that says otherwise is refused before they are cleared`, () => {
    const { receiver, pages } = open({ method });
    const compressor = createCompressor(method);
    receiver.feed(0, pagesOf(compressor.compress([filled(1)]), 1));
    receiver.feed(0, zeroPage(2, { flags }));
    receiver.feed(0, pagesOf(compressor.compress([filled(3)]), 1, { offsets: [PAGE] }));
    assertEquals([pages(), receiver.fault], [[1, 3, 0, OLD], undefined]);
    receiver.feed(0, zeroPage(3, { flags, nextPacketSize: 5 }));
    assertEquals(receiver.fault!.detail.requirement, "RCV-21");
    assertEquals(pages(), [1, 3, 0, OLD]);
    receiver.close();
  });
}

test("one page goes normal, zero, normal, zero and is right each time", () => {
  for (const method of METHODS) {
    const flags = { none: 0, zlib: 2, zstd: 4 }[method];
    const { receiver, pages } = open({ method });
    const compressor = createCompressor(method);
    for (const byte of [1, 0, 2, 0]) {
      const payload = byte ? compressor.compress([filled(byte)]) : new Uint8Array(0);
      const fields = { flags, nextPacketSize: payload.length };
      const header = byte
        ? packet({ ...fields, normalPages: 1, offsets: [PAGE] })
        : zeroPage(1, { flags });
      receiver.feed(0, concat([header, payload, SYNC]));
      receiver.feed(1, SYNC);
      receiver.barrier();
      assertEquals(pages(), [OLD, byte, OLD, OLD], method);
    }
    receiver.finish();
    assertEquals(receiver.fault, undefined);
    receiver.close();
  }
});

test("a zero page is written only where it is not zero already", () => {
  const { receiver } = open();
  receiver.feed(0, concat([zeroPage(1), zeroPage(1), onePage(1, 0), zeroPage(1), zeroPage(3)]));
  assertEquals(receiver.writes, [
    { ramblock: "ram", offset: PAGE },
    { ramblock: "ram", offset: 3 * PAGE },
  ]);
});

test("what the sender may leave in a packet changes nothing", () => {
  const { receiver, pages } = open();
  const noisy = packet({ normalPages: 1, zeroPages: 1, offsets: [0, PAGE, 2 ** 50, 2 ** 53 - 1] });
  noisy.fill(0xff, 36, 64);
  noisy.fill(0xff, 64 + 4, 320);
  receiver.feed(0, concat([noisy, filled(1)]));
  receiver.feed(0, packet({ flags: 2, ramblock: "?", nextPacketSize: 99, pagesAlloc: 0 }));
  receiver.feed(0, zeroPage(2, { nextPacketSize: 99, pagesAlloc: 1, flags: 0x80 }));
  for (const nextPacketSize of [0, 3 * PAGE]) receiver.feed(0, onePage(3, 4, { nextPacketSize }));
  assertEquals([pages(), receiver.fault], [[1, 0, 0, 4], undefined]);
  assertEquals(receiver.counters[0].packets, 5);
});

test("an offset given twice ends with the last page's data, and with data where it is zero and normal", () => {
  const { receiver, pages } = open();
  const twice = packet({ normalPages: 2, zeroPages: 1, offsets: [0, 0, 0] });
  receiver.feed(0, concat([twice, filled(1), filled(2)]));
  assertEquals(pages(), [2, OLD, OLD, OLD]);
});

test("the pages of a SYNC packet are applied before it synchronises", () => {
  const { receiver, pages } = open();
  receiver.feed(0, concat([onePage(0, 1, { flags: 1 }), onePage(0, 2)]));
  assertEquals(pages(), [1, OLD, OLD, OLD]);
  receiver.feed(1, zeroPage(0, { flags: 1 }));
  receiver.barrier();
  assertEquals(pages(), [2, OLD, OLD, OLD]);
});

test("in the layout before the patch zero pages are not seen", () => {
  const { receiver, pages } = open({ layout: "before-patch" });
  receiver.feed(
    0,
    concat([packet({ normalPages: 1, zeroPages: 1, offsets: [0, PAGE] }), filled(1)]),
  );
  receiver.finish();
  assertEquals([pages(), receiver.fault], [[1, OLD, OLD, OLD], undefined]);
});

test("a block shorter than a page takes no page", () => {
  const ram = { name: "ram", usedLength: PAGE - 1, bytes: new Uint8Array(PAGE - 1) };
  for (const bytes of [zeroPage(0), onePage(0, 1)]) {
    const { receiver } = open({ blocks: [ram] });
    receiver.feed(0, bytes);
    assertEquals(receiver.fault!.detail.requirement, "RCV-10");
  }
});

test("a stream may end between packets, and nowhere else", () => {
  const stream = concat([greetingBytes(0), zeroPage(1), onePage(0, 1)]);
  const length = 320 + 8 * 8;
  const clean = [64, 64 + length, stream.length];
  const cuts = [0, 1, 63, 64, 65, 64 + length - 1, 64 + length, 64 + length + 1];
  cuts.push(64 + 2 * length, 64 + 2 * length + 1, stream.length - 1, stream.length);
  for (const cut of cuts) {
    const { receiver } = open({ channels: 1 }, false);
    receiver.feed(0, stream.subarray(0, cut));
    receiver.end(0);
    assertEquals(receiver.fault === undefined, clean.includes(cut), `${cut}`);
    if (receiver.fault) assertEquals(receiver.fault.detail.code, "eof");
  }
});

test("a zero page of the main channel that is in no block is refused", () => {
  const wrong: [string, bigint, string][] = [
    ["ram2", 0n, "ramblock"],
    ["ram", 4n * BigInt(PAGE), "offset"],
    ["ram", 2n ** 64n - 1n, "offset"],
  ];
  for (const [ramblock, offset, field] of wrong) {
    const { receiver, pages } = open();
    receiver.zeroPage(ramblock, offset);
    const { detail, message } = receiver.fault!;
    assertEquals([detail.requirement, detail.field], ["RCV-42", field]);
    assert(message.startsWith("main channel: "), message);
    assertEquals(pages(), [OLD, OLD, OLD, OLD]);
  }
});

test("a Buffer is taken like any array and is not written to", () => {
  const { receiver, pages } = open();
  const bytes = Buffer.from(concat([onePage(1, 1), zeroPage(2)]));
  const before = bytes.toString("hex");
  receiver.feed(0, bytes.subarray(0, 400));
  receiver.feed(0, bytes.subarray(400));
  assertEquals([pages(), receiver.fault], [[OLD, 1, 0, OLD], undefined]);
  assert(bytes.toString("hex") === before);
});

test("bytes behind the end of a connection, and settings out of range, are the caller's mistakes", () => {
  const { receiver, ram } = open();
  receiver.end(0);
  assertThrows(() => receiver.feed(0, SYNC), RangeError, "channel: 0 has ended");
  const wrong: [Partial<ReceiverParameters>, string][] = [
    [{ pageSize: 2 ** 17 }, "pageSize"],
    [{ pageSize: 0 }, "pageSize"],
    [{ channels: 0 }, "channels"],
    [{ channels: 1.5 }, "channels"],
    [{ blocks: [ram, ram] }, "blocks"],
    [{ blocks: [{ ...ram, usedLength: 7 }] }, "blocks"],
  ];
  for (const [settings, words] of wrong) assertThrows(() => open(settings), RangeError, words);
});

test("random damage gives a typed fault or RAM, never an exception", () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  const [drawn] = fc.sample(job({ pageSizes: [64 * 1024], detections: ["multifd"] }), {
    seed: 5,
    numRuns: 1,
  });
  let refused = 0, accepted = 0;
  for (const method of METHODS) {
    const some = { ...drawn, method, channels: 2 };
    const { streams } = sendForReceiver(some);
    const runs = { seed: 1, numRuns: 150 };
    fc.assert(
      fc.property(damage, turns, (damage, turns) => {
        const channels = streams.channels.map((bytes) => bytes.slice());
        for (const [channel, at, byte] of damage) {
          const bytes = channels[channel % 2];
          // Mostly where headers are.
          bytes[at % (at % 3 ? 1200 : bytes.length)] = byte;
        }
        const { receiver } = receive(some, { ...streams, channels }, turns);
        if (receiver.fault) refused++;
        else accepted++;
        const lines = receiver.counters.reduce((sum, { packets }) => sum + packets, 0);
        assertEquals(receiver.trace.filter((line) => /recv channel/.test(line)).length, lines);
      }),
      runs,
    );
  }
  assert(refused > 50 && accepted > 50, `${refused} refused, ${accepted} accepted`);
});
