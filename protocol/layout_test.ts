import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import {
  type Field,
  GREETING_LAYOUT,
  GREETING_LENGTH,
  HEADER_LENGTH,
  PACKET_LAYOUT,
  PACKET_LAYOUT_BEFORE_PATCH,
  packetLayout,
  packetLength,
  pageCountOf,
} from "./layout.ts";

/** Wire name, byte offset, bytes: written down from the protocol, not from the table (LAY-01). */
const PACKET = [
  ["magic", 0, 4],
  ["version", 4, 4],
  ["flags", 8, 4],
  ["pages_alloc", 12, 4],
  ["normal_pages", 16, 4],
  ["next_packet_size", 20, 4],
  ["packet_num", 24, 8],
  ["zero_pages", 32, 4],
  ["unused32", 36, 4],
  ["unused64", 40, 24],
  ["ramblock", 64, 256],
  ["offset", 320, 0],
];

/** LAY-08. */
const GREETING = [
  ["magic", 0, 4],
  ["version", 4, 4],
  ["uuid", 8, 16],
  ["id", 24, 1],
  ["unused1", 25, 7],
  ["unused2", 32, 32],
];

function places(layout: readonly Field[]) {
  return layout.map(({ wire, offset, size }) => [wire, offset, size]);
}

test("the fields of a packet and of a greeting stand where the protocol has them", () => {
  assertEquals(places(PACKET_LAYOUT), PACKET);
  assertEquals(places(GREETING_LAYOUT), GREETING);
});

test("before the patch 32 reserved bytes stand where zero_pages came, and all else is the same", () => {
  const reserved = PACKET.filter(([wire]) =>
    wire !== "zero_pages" && !String(wire).startsWith("unused")
  );
  reserved.splice(7, 0, ["unused", 32, 32]);
  assertEquals(places(PACKET_LAYOUT_BEFORE_PATCH), reserved);
});

test("no byte belongs to two fields or to none", () => {
  for (const layout of [PACKET_LAYOUT, PACKET_LAYOUT_BEFORE_PATCH, GREETING_LAYOUT]) {
    let end = 0;
    for (const { name, offset, size } of layout) {
      assertEquals(offset, end, name);
      end = offset + size;
    }
    assertEquals(end, layout === GREETING_LAYOUT ? GREETING_LENGTH : HEADER_LENGTH);
  }
});

test("a type says how many bytes a field has, but for bytes and strings", () => {
  const sizes = { u8: 1, u32: 4, u64: 8, "u64[]": 0 } as Record<string, number>;
  for (const { name, type, size } of [...PACKET_LAYOUT, ...GREETING_LAYOUT]) {
    if (type in sizes) assertEquals(size, sizes[type], name);
    else assert(size > 0, name);
  }
});

test("only zeroPages has not always been there", () => {
  const since = PACKET_LAYOUT.filter((field) => field.since).map((
    { name, since },
  ) => [name, since]);
  assertEquals(since, [["zeroPages", "patch"]]);
});

test("a layout is found by its name", () => {
  assertEquals(packetLayout("patch"), PACKET_LAYOUT);
  assertEquals(packetLayout("before-patch"), PACKET_LAYOUT_BEFORE_PATCH);
});

test("page_count and the packet's length follow from the page size", () => {
  const lengths = [1, 2, 4, 8, 16, 32, 64].map((kib) => {
    const pageCount = pageCountOf(kib * 1024);
    return [kib, pageCount, packetLength(pageCount)];
  });
  assertEquals(lengths, [
    [1, 512, 4416],
    [2, 256, 2368],
    [4, 128, 1344],
    [8, 64, 832],
    [16, 32, 576],
    [32, 16, 448],
    [64, 8, 384],
  ]);
});
