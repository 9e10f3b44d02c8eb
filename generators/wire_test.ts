import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat } from "@std/bytes";
import { test } from "node:test";
import fc from "fast-check";
import { createDecompressor } from "../protocol/method.ts";
import type { PacketSpec, ReceiverCase, Step } from "./case.ts";
import { initialPages, pageBytes } from "./fill.ts";
import { validSession } from "./receiver-session.ts";
import { everySegmentation } from "./segmentation.ts";
import type { Shape } from "./shape.ts";
import { canShareSession, wireBatch, type WireEvent, wireEvents } from "./wire.ts";

const SHAPE: Shape = { method: "none", layout: "patch", pageSizes: [4096], maxChannels: 3 };
const PACKET = 320 + 8 * 128;

function caseOf(steps: Step[], more: Partial<ReceiverCase> = {}): ReceiverCase {
  return {
    pageSize: 4096,
    channels: 2,
    method: "none",
    level: 1,
    blocks: [{ name: "ram", usedLength: 16384, pages: [] }],
    steps,
    segmentation: { kind: "whole" },
    delivery: { kind: "in-order" },
    classes: [],
    ...more,
  };
}

function packet(more: Partial<PacketSpec> = {}): PacketSpec {
  return { ramblock: "ram", packetNum: 0n, normal: [], zero: [], ...more };
}

/** All bytes of a channel. */
function bytesOf(events: WireEvent[], channel: number): Uint8Array {
  return concat(events.flatMap((e) => e.kind === "bytes" && e.channel === channel ? [e.data] : []));
}

/** A packet's header, read by hand. */
function headerAt(bytes: Uint8Array, at: number) {
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, PACKET);
  const name = bytes.subarray(at + 64, at + 320);
  const [magic, version, flags, pagesAlloc, normalPages, nextPacketSize] = [0, 4, 8, 12, 16, 20]
    .map((o) => view.getUint32(o));
  return {
    magic,
    version,
    flags,
    pagesAlloc,
    normalPages,
    nextPacketSize,
    packetNum: view.getBigUint64(24),
    zeroPages: view.getUint32(32),
    reserved: bytes.slice(at + 36, at + 64),
    ramblock: new TextDecoder().decode(name.subarray(0, name.indexOf(0))),
    offsets: Array.from({ length: 128 }, (_, i) => view.getBigUint64(320 + 8 * i)),
  };
}

test("every channel greets first, with its number, unless the case greets by hand", () => {
  const events = wireEvents(caseOf([]));
  assertEquals(events.length, 2);
  for (const channel of [0, 1]) {
    const greeting = bytesOf(events, channel);
    assertEquals(greeting.length, 64);
    assertEquals([...greeting.subarray(0, 8)], [0x11, 0x22, 0x33, 0x44, 0, 0, 0, 1]);
    assertEquals([...greeting.subarray(8)], [
      ...new Uint8Array(16),
      channel,
      ...new Uint8Array(39),
    ]);
  }
  const byHand = wireEvents(caseOf([
    { kind: "greeting", channel: 1, greeting: { id: 7, magic: 1, uuid: "ab".repeat(16) }, cut: 30 },
  ]));
  assertEquals(byHand.length, 1);
  const greeting = bytesOf(byHand, 1);
  assertEquals([greeting.length, greeting[3], greeting[8], greeting[24]], [30, 1, 0xab, 7]);
});

test("a packet has its fields where the wire has them, then the pages", () => {
  const spec = packet({
    packetNum: 2n ** 64n - 1n,
    normal: [{ offset: 8192n, fill: { kind: "repeat", value: 3 } }],
    zero: [0n, 4096n],
    stale: [2n ** 63n + 1n],
    fields: { pagesAlloc: 5, reserved: "ab".repeat(28) },
  });
  const bytes = bytesOf(wireEvents(caseOf([{ kind: "packet", channel: 0, packet: spec }])), 0)
    .subarray(64);
  const header = headerAt(bytes, 0);
  assertEquals(header, {
    magic: 0x11223344,
    version: 1,
    flags: 0,
    pagesAlloc: 5,
    normalPages: 1,
    nextPacketSize: 4096,
    packetNum: 2n ** 64n - 1n,
    zeroPages: 2,
    reserved: new Uint8Array(28).fill(0xab),
    ramblock: "ram",
    offsets: [8192n, 0n, 4096n, 2n ** 63n + 1n, ...new Array<bigint>(124).fill(0n)],
  });
  assertEquals(bytes.slice(PACKET), new Uint8Array(4096).fill(3));
});

test("fields written as given win over what the pages call for", () => {
  const fields = {
    magic: 1,
    version: 2,
    flags: 0xdeadbeef,
    normalPages: 0xffffffff,
    zeroPages: 4,
    nextPacketSize: 5,
    ramblock: "78".repeat(256),
  };
  const steps: Step[] = [{ kind: "packet", channel: 0, packet: packet({ fields }) }];
  const bytes = bytesOf(wireEvents(caseOf(steps)), 0).subarray(64);
  const { magic, version, flags, normalPages, zeroPages, nextPacketSize } = headerAt(bytes, 0);
  const { ramblock: _, ...words } = fields;
  assertEquals({ magic, version, flags, normalPages, zeroPages, nextPacketSize }, words);
  assertEquals(bytes.slice(64, 320), new Uint8Array(256).fill(0x78));
});

test("flags have SYNC and the method, the method also where there are no normal pages", () => {
  const flagsOf = (spec: PacketSpec) => {
    const c = caseOf([{ kind: "packet", channel: 0, packet: spec }], { method: "zstd" });
    return headerAt(bytesOf(wireEvents(c), 0), 64).flags;
  };
  assertEquals(flagsOf(packet({ zero: [0n] })), 4);
  assertEquals(flagsOf(packet()), 4);
  assertEquals(flagsOf(packet({ zero: [0n], sync: true })), 5);
  assertEquals(flagsOf(packet({ sync: true })), 1);
});

test("a SYNC point is a SYNC packet on every channel, then the barrier; bare or with a full header", () => {
  for (const full of [false, true]) {
    const events = wireEvents(
      caseOf([{ kind: "sync", ...(full && { full }) }], { method: "zlib" }),
    );
    assertEquals(events.at(-1), { kind: "barrier" });
    assertEquals(events.length, 5);
    for (const channel of [0, 1]) {
      const { flags, pagesAlloc, normalPages, zeroPages, nextPacketSize, packetNum, ramblock } =
        headerAt(
          bytesOf(events, channel),
          64,
        );
      assertEquals([flags, pagesAlloc], full ? [3, 128] : [1, 0]);
      assertEquals([normalPages, zeroPages, nextPacketSize, ramblock], [0, 0, 0, ""]);
      assertEquals(packetNum, BigInt(channel));
    }
  }
});

test("a cut packet ends there, and what the main channel says stands in its place", () => {
  const events = wireEvents(caseOf([
    { kind: "packet", channel: 1, packet: packet(), cut: 100 },
    { kind: "eof", channel: 1 },
    { kind: "zero", ramblock: "ram", offset: 4096n },
    { kind: "barrier" },
  ]));
  assertEquals(bytesOf(events, 1).length, 164);
  assertEquals(events.slice(-3), [
    { kind: "eof", channel: 1 },
    { kind: "zero", ramblock: "ram", offset: 4096n },
    { kind: "barrier", early: true },
  ]);
});

/** Packets of a channel with their pages, decompressed by one stream. */
function readChannel(c: ReceiverCase, bytes: Uint8Array) {
  const decompressor = createDecompressor(c.method);
  const packets = [];
  for (let at = 64; at < bytes.length;) {
    const header = headerAt(bytes, at);
    at += PACKET;
    const pages = Array.from({ length: header.normalPages }, () => new Uint8Array(4096));
    const payload = bytes.subarray(at, at + header.nextPacketSize);
    if (pages.length > 0) decompressor.decompress(payload, pages);
    at += header.nextPacketSize;
    packets.push({ ...header, pages });
  }
  decompressor.close();
  return packets;
}

/**
 * The packets that a channel's steps stand for, in order; `undefined` for those of a SYNC point.
 */
function packetsOf(cases: readonly ReceiverCase[], channel: number): (PacketSpec | undefined)[] {
  const steps = cases.flatMap((c, i): Step[] => i === 0 ? c.steps : [{ kind: "sync" }, ...c.steps]);
  return steps.flatMap((s) =>
    s.kind === "sync" ? [undefined] : s.kind === "packet" && s.channel === channel ? [s.packet] : []
  );
}

function checkChannels(cases: readonly ReceiverCase[], events: WireEvent[]): void {
  const [c] = cases;
  for (let channel = 0; channel < c.channels; channel++) {
    const expected = packetsOf(cases, channel);
    const packets = readChannel(c, bytesOf(events, channel));
    assertEquals(packets.length, expected.length);
    for (const [i, spec] of expected.entries()) {
      const { normal, zero } = spec ?? packet();
      const { offsets, normalPages, zeroPages, pages } = packets[i];
      assertEquals([normalPages, zeroPages], [normal.length, zero.length]);
      assertEquals(offsets.slice(0, normalPages + zeroPages), [
        ...normal.map((n) => n.offset),
        ...zero,
      ]);
      assertEquals(pages, normal.map(({ fill }) => pageBytes(fill, 4096)));
    }
  }
}

for (const method of ["none", "zlib", "zstd"] as const) {
  test(`${method}: whatever the segmentation and delivery, each channel's bytes are its packets`, () => {
    fc.assert(
      fc.property(validSession({ ...SHAPE, method }), (c) => checkChannels([c], wireEvents(c))),
      { seed: 1, numRuns: 60 },
    );
  });

  test(`${method}: the channels of a batch run on over its cases`, () => {
    const drawn = fc.sample(validSession({ ...SHAPE, method }, { prefill: "untouched" }), {
      seed: 2,
      numRuns: 60,
    });
    const cases = drawn.filter((c) => c.channels === 2 && c.level === 1);
    assert(cases.length > 5);
    const events = [...wireBatch(cases)];
    checkChannels(cases, events);
    const checkpoints = events.flatMap((e) => e.kind === "checkpoint" ? [e.blocks] : []);
    assertEquals(checkpoints, cases.slice(1).map(initialPages));
  });
}

test("a checkpoint stands behind a barrier that every channel has reached, and ahead of the next case's bytes", () => {
  const one = (value: number): ReceiverCase =>
    caseOf([
      {
        kind: "packet",
        channel: 0,
        packet: packet({ normal: [{ offset: 0n, fill: { kind: "repeat", value } }] }),
      },
    ], { delivery: { kind: "hold", channel: 0 } });
  const events = [...wireBatch([one(1), one(2)])];
  const kinds = events.map((e) => e.kind === "bytes" ? e.channel : e.kind);
  // Greeting and SYNC of channel 1, the barrier, then all of channel 0: greeting, packet, SYNC.
  assertEquals(kinds, [1, 1, "barrier", 0, 0, 0, "checkpoint", 0]);
});

test("every segmentation of a case has the same bytes", () => {
  const [c] = fc.sample(validSession(SHAPE, { maxSteps: 3 }), { seed: 4, numRuns: 1 });
  const all = everySegmentation(c);
  assertEquals(new Set(all.map((one) => one.segmentation.kind)).size, 4);
  for (const one of all) checkChannels([one], wireEvents(one));
});

test("a batch of one is the case itself", () => {
  const [c] = fc.sample(validSession(SHAPE), { seed: 3, numRuns: 1 });
  assertEquals([...wireBatch([c])], wireEvents(c));
});

test("cases that cannot share a session are refused by name", () => {
  const plain = caseOf([]);
  const refusals: [string, ReceiverCase[]][] = [
    ["cases:", []],
    ["cases[1].channels:", [plain, { ...plain, channels: 3 }]],
    ["cases[1].method:", [plain, { ...plain, method: "zlib" }]],
    ["cases[1].steps[0]:", [plain, caseOf([{ kind: "eof", channel: 0 }])]],
    ["cases[0].steps[0]:", [caseOf([{ kind: "packet", channel: 0, packet: packet(), cut: 3 }])]],
    ["cases[0].steps[0]:", [
      caseOf([{
        kind: "packet",
        channel: 0,
        packet: packet({ payload: { kind: "truncated", bytes: 1 } }),
      }]),
    ]],
    ["cases[0].steps[0]:", [caseOf([{ kind: "greeting", channel: 0, greeting: {} }])]],
    ["cases[0].breaks:", [{
      ...plain,
      breaks: { requirement: "RCV-01", step: 0, field: "magic" },
    }]],
  ];
  for (const [start, cases] of refusals) {
    assert(
      cases.length === 0 || start.includes("channels") || start.includes("method") ||
        !cases.every(canShareSession),
    );
    const error = assertThrows(() => wireBatch(cases), RangeError);
    assert(error.message.startsWith(start), error.message);
  }
});
