import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat, equals } from "@std/bytes";
import fc from "fast-check";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { METHODS } from "./flags.ts";
import { readMainChannel } from "./main-channel.ts";
import { readMappedRam } from "./mapped-ram.ts";
import { type Detection, DETECTIONS, type RamBlock } from "./ram.ts";
import { Sender, type SenderParameters } from "./sender.ts";
import { greetingBytes, headerBytes, packetsOf, type RawPacket, u32 } from "./testing/channel.ts";
import { type Job, job } from "./testing/job.ts";
import { type ModelPacket, type ModelWord, SenderModel } from "./testing/model.ts";
import { type Piece, sendJob } from "./testing/send-job.ts";

const RUNS = { seed: 1, numRuns: 15 };
const METHOD_FLAGS = { none: 0, zlib: 2, zstd: 4 };

/** Sends a job and works out what had to be sent. */
function sendWithModel(job: Job, settings: { multifd?: boolean } = {}) {
  const model = new SenderModel({ ...job, multifd: settings.multifd ?? true });
  const sent = sendJob(job, settings, (blocks, queue) => model.pass(blocks, queue));
  return { ...sent, model };
}

function channelBytes(pieces: Piece[], channel: number): Uint8Array {
  return concat(
    pieces.flatMap((piece) =>
      piece.stream === "channel" && piece.channel === channel ? [piece.bytes] : []
    ),
  );
}

function mainBytes(pieces: Piece[]): Uint8Array {
  return concat(pieces.flatMap((piece) => piece.stream === "main" ? [piece.bytes] : []));
}

function expectedHeader(packet: ModelPacket, nextPacketSize: number, job: Job): Uint8Array {
  const { packetNum, sync, ramblock, normal, zero } = packet;
  return headerBytes({
    flags: sync ? 1 : METHOD_FLAGS[job.method],
    pagesAlloc: sync ? 0 : 524288 / job.pageSize,
    normalPages: normal.length,
    zeroPages: zero.length,
    nextPacketSize,
    packetNum,
    ramblock,
    offsets: [...normal, ...zero],
  }, job.pageSize);
}

for (const method of METHODS) {
  for (const detection of DETECTIONS) {
    test(`${method}, ${detection}: every byte of every channel but the compressed ones is as worked out by hand`, () => {
      fc.assert(
        fc.property(job({ methods: [method], detections: [detection] }), (job) => {
          const { pieces, model } = sendWithModel(job);
          for (const [channel, expected] of model.channels.entries()) {
            const bytes = channelBytes(pieces, channel);
            assertEquals(bytes.subarray(0, 64).toHex(), greetingBytes(channel).toHex());
            const packets = packetsOf(bytes, job.pageSize);
            assertEquals(packets.length, expected.length);
            for (const [i, { packet, payload }] of packets.entries()) {
              const header = expectedHeader(expected[i], payload.length, job);
              assertEquals(packet.toHex(), header.toHex());
            }
            checkPayloads(packets, expected, method);
          }
        }),
        RUNS,
      );
    });
  }
}

/** Up to each packet's end, the channel's payloads give exactly its normal pages (SND-07, SND-08, SND-10). */
function checkPayloads(
  packets: RawPacket[],
  expected: ModelPacket[],
  method: "none" | "zlib" | "zstd",
): void {
  let payloads = new Uint8Array(0);
  let pages = new Uint8Array(0);
  for (const [i, { payload }] of packets.entries()) {
    assertEquals(payload.length > 0, expected[i].normal.length > 0);
    assert(payload.length <= BOUND, `${payload.length} bytes`);
    if (payload.length === 0) continue;
    payloads = concat([payloads, payload]);
    pages = concat([pages, ...expected[i].data]);
    assert(equals(inflated(method, payloads), pages), `packet ${i} of its channel`);
  }
}

/** zlib's compressBound(512 KiB). */
const BOUND = 524288 + (524288 >> 12) + (524288 >> 14) + (524288 >> 25) + 13;

function inflated(method: "none" | "zlib" | "zstd", bytes: Uint8Array): Uint8Array {
  const { Z_SYNC_FLUSH, ZSTD_e_flush } = zlib.constants as unknown as Record<string, number>;
  const { zstdDecompressSync } = zlib as unknown as {
    zstdDecompressSync(bytes: Uint8Array, options: unknown): Uint8Array;
  };
  switch (method) {
    case "none":
      return bytes;
    case "zlib":
      return zlib.inflateSync(bytes, { finishFlush: Z_SYNC_FLUSH });
    case "zstd":
      return zstdDecompressSync(bytes, { finishFlush: ZSTD_e_flush });
  }
}

function wordsOf(pieces: Piece[], pageSize: number): ModelWord[] {
  return readMainChannel(mainBytes(pieces), { pageSize }).words.map((word): ModelWord => {
    switch (word.kind) {
      case "zero":
        return { kind: "zero", ramblock: word.ramblock, offset: Number(word.offset) };
      case "page":
        return {
          kind: "page",
          ramblock: word.ramblock,
          offset: Number(word.offset),
          data: word.bytes,
        };
      default:
        return { kind: word.kind };
    }
  });
}

function checkWords(found: ModelWord[], expected: ModelWord[]): void {
  const plain = (word: ModelWord) =>
    Object.entries(word).map(([name, value]) =>
      `${name} ${value instanceof Uint8Array ? value.toHex() : value}`
    ).join();
  assertEquals(found.length, expected.length);
  for (const [i, word] of found.entries()) assertEquals(plain(word), plain(expected[i]));
}

test("the main channel has one flush for each SYNC point, and the zero pages of legacy detection between them", () => {
  let zeros = 0;
  fc.assert(
    fc.property(job({ methods: ["none"] }), (job) => {
      const { pieces, model } = sendWithModel(job);
      const words = wordsOf(pieces, job.pageSize);
      checkWords(words, model.words);
      zeros += words.filter(({ kind }) => kind === "zero").length;
    }),
    RUNS,
  );
  assert(zeros > 10, `${zeros}`);
});

test("with multifd off all pages go to the main channel, zero ones as zero pages unless detection is off", () => {
  const small = job({ methods: ["none"], pageSizes: [1024, 4096] });
  fc.assert(
    fc.property(small, (job) => {
      const { pieces, model } = sendWithModel(job, { multifd: false });
      assert(pieces.every(({ stream }) => stream === "main"));
      checkWords(wordsOf(pieces, job.pageSize), model.words);
    }),
    RUNS,
  );
});

test("a flush is written behind the SYNC packets of its SYNC point, on every channel", () => {
  fc.assert(
    fc.property(job({ methods: ["none"] }), (job) => {
      const { pieces } = sendJob(job);
      for (let i = 0; i < pieces.length; i++) {
        if (pieces[i].stream === "channel" || i === pieces.length - 1) continue;
        const syncs = Array.from({ length: job.channels }, (_, channel) => {
          const packets = packetsOf(channelBytes(pieces.slice(0, i), channel), job.pageSize);
          return packets.filter(({ packet }) => u32(packet, 8) & 1).length;
        });
        const sections = pieces.slice(0, i + 1).filter(({ stream }) => stream === "main").length;
        assertEquals(syncs, syncs.map(() => sections));
      }
    }),
    RUNS,
  );
});

test("counters and trace lines tell what the channels and the main channel carried", () => {
  fc.assert(
    fc.property(job(), (job) => {
      const { sender, pieces, model } = sendWithModel(job);
      const legacy = model.words.filter(({ kind }) => kind === "zero").length;
      const lines: string[] = [];
      const ends: string[] = [];
      const totals = { normalPages: 0, zeroPages: legacy };
      for (let channel = 0; channel < job.channels; channel++) {
        const packets = packetsOf(channelBytes(pieces, channel), job.pageSize);
        let normal = 0, zero = 0;
        for (const { packet } of packets) {
          normal += u32(packet, 16);
          zero += u32(packet, 32);
          lines.push(
            `multifd_send channel ${channel} packet_num ${u32(packet, 28)} ` +
              `normal pages ${u32(packet, 16)} zero pages ${u32(packet, 32)} ` +
              `flags 0x${u32(packet, 8)} next packet size ${u32(packet, 20)}`,
          );
        }
        const counts = { packets: packets.length, normalPages: normal, zeroPages: zero };
        assertEquals(sender.counters.channels[channel], counts);
        totals.normalPages += normal;
        totals.zeroPages += zero;
        ends.push(
          `multifd_send_thread_end channel ${channel} packets ${packets.length} ` +
            `normal pages ${normal} zero pages ${zero}`,
        );
      }
      const { normalPages, zeroPages } = sender.counters;
      assertEquals({ normalPages, zeroPages }, totals);
      assertEquals(sender.trace.slice(0, -job.channels).toSorted(), lines.toSorted());
      assertEquals(sender.trace.slice(-job.channels), ends);
      const queued = job.passes.reduce((sum, { length }) => sum + length, 0);
      assertEquals(normalPages + zeroPages, queued);
    }),
    RUNS,
  );
});

test("packet numbers rise by one from write to write, over all channels", () => {
  fc.assert(
    fc.property(job({ methods: ["none"] }), (job) => {
      const length = 320 + 8 * (524288 / job.pageSize);
      const { pieces } = sendJob(job);
      const numbers = pieces
        .filter(({ stream, bytes }) => stream === "channel" && bytes.length === length)
        .filter(({ bytes }) => u32(bytes, 0) === 0x11223344)
        .map(({ bytes }) => u32(bytes, 28));
      assertEquals(numbers, numbers.map((_, i) => i));
      assert(numbers.length >= 2 * job.channels);
    }),
    RUNS,
  );
});

const PAGE = 4096;

/** A sender over one block of `pages` pages that are not zero. */
function senderOf(pages: number, settings: Partial<SenderParameters> = {}) {
  const bytes = new Uint8Array(pages * PAGE).fill(1);
  const block: RamBlock = { name: "ram", usedLength: bytes.length, bytes };
  const pieces: Piece[] = [];
  const sender = new Sender({
    pageSize: PAGE,
    channels: 2,
    method: "none",
    detection: "multifd",
    blocks: [block],
    sink: {
      channel: (channel, bytes) => pieces.push({ stream: "channel", channel, bytes }),
      main: (bytes) => pieces.push({ stream: "main", bytes }),
    },
    ...settings,
  });
  const queue = (page: number) => sender.queue({ ramblock: "ram", offset: page * PAGE });
  return { sender, block, pieces, queue };
}

/** `sync`, or the pages of a packet, channel by channel. */
function shapeOf(pieces: Piece[], channels: number): string[][] {
  return Array.from(
    { length: channels },
    (_, channel) =>
      packetsOf(channelBytes(pieces, channel), PAGE).map(({ packet }) => {
        const pages = u32(packet, 16) + u32(packet, 32);
        if (u32(packet, 8) & 1) return "sync";
        return Array.from({ length: pages }, (_, i) => u32(packet, 324 + 8 * i) / PAGE).join();
      }),
  );
}

test("a page queued again makes a SYNC point first, once", () => {
  const { sender, queue, pieces } = senderOf(3);
  sender.start();
  for (const page of [0, 1, 0, 1, 2, 2]) queue(page);
  sender.finish();
  assertEquals(shapeOf(pieces, 2), [
    ["sync", "0,1", "sync", "sync", "2", "sync"],
    ["sync", "sync", "0,1,2", "sync", "sync"],
  ]);
  const flushes = wordsOf(pieces, PAGE).filter(({ kind }) => kind === "flush").length;
  assertEquals(flushes, 4);
});

test("a zero page on the main channel makes a SYNC point when it is queued again, too", () => {
  const { sender, queue, block, pieces } = senderOf(2, { detection: "legacy" });
  block.bytes.fill(0);
  sender.start();
  for (const page of [1, 1]) queue(page);
  sender.finish();
  const kinds = wordsOf(pieces, PAGE).map(({ kind }) => kind);
  assertEquals(kinds, ["flush", "eos", "zero", "flush", "eos", "zero", "flush", "eos"]);
});

for (const [pageSize, pages] of [[1024, 1100], [4096, 300]]) {
  test(`packets of ${pageSize}-byte pages are full before the next begins, whatever is zero`, () => {
    const bytes = new Uint8Array(pages * pageSize);
    for (let page = 0; page < pages; page += 2) bytes[page * pageSize + page % pageSize] = 1;
    const passes = [
      Array.from({ length: pages }, (_, page) => ({
        ramblock: "ram",
        offset: page * pageSize,
        fill: page % 2 ? "zero" as const : "last" as const,
      })),
    ];
    for (const method of METHODS) {
      const { pieces, model } = sendWithModel({
        pageSize,
        channels: 2,
        method,
        detection: "multifd",
        blocks: [{ name: "ram", usedLength: bytes.length }],
        passes,
      });
      const counts = [0, 1].flatMap((channel) =>
        packetsOf(channelBytes(pieces, channel), pageSize)
          .map(({ packet }) => [u32(packet, 16), u32(packet, 32)])
      ).filter(([normal, zero]) => normal + zero > 0);
      const full = 524288 / pageSize;
      const rest = pages % full;
      assertEquals(counts, [
        [full / 2, full / 2],
        [rest / 2, rest / 2],
        [full / 2, full / 2],
      ]);
      const last = model.channels[0].find(({ sync }) => !sync)!;
      const [, first] = packetsOf(channelBytes(pieces, 0), pageSize);
      assert(equals(
        first.packet,
        expectedHeader(last, first.payload.length, {
          pageSize,
          method,
        } as Job),
      ));
    }
  });
}

test("a page is read when its packet closes", () => {
  const { sender, queue, block, pieces } = senderOf(2, { channels: 1 });
  sender.start();
  queue(0);
  block.bytes.fill(0, 0, PAGE);
  queue(1);
  sender.sync();
  block.bytes.fill(0);
  sender.finish();
  const [, { packet, payload }] = packetsOf(channelBytes(pieces, 0), PAGE);
  assertEquals([u32(packet, 16), u32(packet, 32)], [1, 1]);
  assertEquals([u32(packet, 324), u32(packet, 332)], [PAGE, 0]);
  assert(payload.every((byte) => byte === 1));
});

test("a page that becomes zero behind legacy detection is sent as it is", () => {
  for (const detection of ["none", "legacy"] as const) {
    const { sender, queue, block, pieces } = senderOf(1, { channels: 1, detection });
    sender.start();
    queue(0);
    block.bytes.fill(0);
    sender.finish();
    const [, { packet, payload }] = packetsOf(channelBytes(pieces, 0), PAGE);
    assertEquals([u32(packet, 16), u32(packet, 32), payload.length], [1, 0, PAGE]);
  }
});

test("pieces that were given away never change", () => {
  fc.assert(
    fc.property(job(), (job) => {
      const copies: Uint8Array[] = [];
      const given: Uint8Array[] = [];
      const keep = (bytes: Uint8Array) => {
        given.push(bytes);
        copies.push(bytes.slice());
      };
      const sink = { channel: (_: number, bytes: Uint8Array) => keep(bytes), main: keep };
      const { blocks } = sendJob(job, { sink });
      for (const { bytes } of blocks) bytes.fill(0xee);
      for (const [i, bytes] of given.entries()) assert(equals(bytes, copies[i]));
    }),
    RUNS,
  );
});

test("without zero pages the layout before the patch is byte for byte the patch's", () => {
  fc.assert(
    fc.property(job({ methods: ["none"], detections: ["none"] }), (job) => {
      const old = sendJob(job, { layout: "before-patch" }).pieces;
      const { pieces } = sendJob(job);
      assertEquals(old.length, pieces.length);
      assert(old.every(({ bytes }, i) => equals(bytes, pieces[i].bytes)));
    }),
    { seed: 1, numRuns: 5 },
  );
});

for (const detection of DETECTIONS) {
  test(`mapped-ram, ${detection}: the file has the last state of each page that was queued and not zero, nothing is sent`, () => {
    fc.assert(
      fc.property(job({ methods: ["none"], detections: [detection] }), (job) => {
        const expected = new Map<string, Uint8Array | undefined>();
        const { sender, pieces } = sendJob(job, { mappedRam: true }, (blocks, queue) => {
          for (const { ramblock, offset } of queue) {
            const { bytes } = blocks.find(({ name }) => name === ramblock)!;
            const page = bytes.slice(offset, offset + job.pageSize);
            const isZero = detection !== "none" && page.every((byte) => byte === 0);
            expected.set(`${offset} ${ramblock}`, isZero ? undefined : page);
          }
        });
        assertEquals([pieces.length, sender.trace.length], [0, 0]);
        for (const block of readMappedRam(sender.file!).blocks) {
          for (let page = 0; page < block.pageCount; page++) {
            const bytes = expected.get(`${page * job.pageSize} ${block.name}`);
            assertEquals(block.isSet(page), bytes !== undefined);
            if (bytes) assert(equals(block.page(page), bytes));
          }
        }
        const { normalPages, zeroPages } = sender.counters;
        const queued = job.passes.reduce((sum, { length }) => sum + length, 0);
        assertEquals(normalPages + zeroPages, queued);
      }),
      { seed: 1, numRuns: 10 },
    );
  });
}

test("a migration over channels has no file", () => {
  assertEquals(senderOf(1).sender.file, undefined);
});

test("settings out of range are refused by name", () => {
  const ram = { name: "ram", usedLength: PAGE, bytes: new Uint8Array(PAGE) };
  const wrong: [Partial<SenderParameters>, string][] = [
    [{ pageSize: 512 }, "pageSize: 512"],
    [{ pageSize: 4097 }, "pageSize: 4097"],
    [{ channels: 0 }, "channels: 0"],
    [{ channels: 256 }, "channels: 256"],
    [{ detection: "both" as Detection }, "detection: both"],
    [{ detection: "" as Detection }, "detection: "],
    [{ method: "qpl" as "zlib" }, "method: qpl"],
    [{ method: "zlib", level: 10 }, "zlib level 10"],
    [{ method: "zstd", level: 0 }, "zstd level 0"],
    [{ method: "zlib", mappedRam: true }, "method: zlib"],
    [{ layout: "before-patch" }, "detection: multifd"],
    [{ blocks: [ram, ram] }, "blocks: two"],
    [{ blocks: [{ ...ram, name: "x".repeat(256) }] }, "blocks: name"],
    [{ blocks: [{ ...ram, usedLength: 1 }] }, "blocks: "],
  ];
  for (const [settings, words] of wrong) {
    assertThrows(() => senderOf(1, settings), RangeError, words);
  }
});

test("a page that is none of its block is refused by name, and nothing of it is sent", () => {
  const { sender, pieces } = senderOf(2);
  sender.start();
  for (const offset of [-PAGE, 1, 2 * PAGE, NaN, 2 ** 53]) {
    assertThrows(() => sender.queue({ ramblock: "ram", offset }), RangeError, "offset: ");
  }
  for (const ramblock of ["", "ra", "ram\0", "ram2"]) {
    assertThrows(() => sender.queue({ ramblock, offset: 0 }), RangeError, "ramblock: ");
  }
  sender.finish();
  assertEquals(shapeOf(pieces, 2), [["sync", "sync"], ["sync", "sync"]]);
});
