import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { equals } from "@std/bytes";
import fc from "fast-check";
import { blockNameField, blockNameText } from "./block-name.ts";
import { ProtocolError } from "./errors.ts";
import { type LayoutName, packetLayout, pageCountOf } from "./layout.ts";
import {
  emptyPacket,
  encodePacket,
  encodePacketInto,
  type Packet,
  parsePacket,
  parsePacketInto,
} from "./packet.ts";

const LAYOUTS: readonly LayoutName[] = ["patch", "before-patch"];
const PAGE_SIZES = [1, 2, 4, 8, 16, 32, 64].map((kib) => kib * 1024);
const RESERVED = { patch: 28, "before-patch": 32 } as const;

/** What the table says a packet's bytes are; integers as BigInt, an array for `offset[]`. */
type Values = Record<string, bigint | bigint[] | Uint8Array>;

/** Byte by byte, as the table has it: shares nothing with the codec. */
function encodeByTable(values: Values, layout: LayoutName, pageCount: number): Uint8Array {
  const bytes = new Uint8Array(320 + 8 * pageCount);
  const integer = (value: bigint, offset: number, size: number) => {
    for (let i = size - 1; i >= 0; i--, value /= 256n) bytes[offset + i] = Number(value % 256n);
  };
  for (const { name, offset, size } of packetLayout(layout)) {
    const value = values[name];
    if (typeof value === "bigint") integer(value, offset, size);
    else if (value instanceof Uint8Array) value.forEach((byte, i) => bytes[offset + i] = byte);
    else value.forEach((entry, i) => integer(entry, offset + 8 * i, 8));
  }
  return bytes;
}

/** The codec's fields under the table's names. */
function valuesOf(packet: Packet, layout: LayoutName): Values {
  const { reserved, offsets, magic, version, flags, pagesAlloc, normalPages, nextPacketSize } =
    packet;
  const words = { magic, version, flags, pagesAlloc, normalPages, nextPacketSize };
  return {
    ...Object.fromEntries(Object.entries(words).map(([name, value]) => [name, BigInt(value)])),
    packetNum: packet.packetNum,
    ramblock: packet.ramblock,
    offsets: [...offsets],
    ...(layout === "patch"
      ? {
        zeroPages: BigInt(packet.zeroPages),
        unused32: reserved.subarray(0, 4),
        unused64: reserved.subarray(4),
      }
      : { unused: reserved }),
  };
}

const u32 = fc.oneof(
  fc.constantFrom(0, 1, 128, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 0x01020304),
  fc.integer({ min: 0, max: 2 ** 32 - 1 }),
);
const u64 = fc.oneof(
  fc.constantFrom(
    0n,
    2n ** 31n,
    2n ** 32n - 1n,
    2n ** 53n,
    2n ** 53n + 1n,
    2n ** 63n - 1n,
    2n ** 63n,
    2n ** 64n - 1n,
    0x0102030405060708n,
  ),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

function packetOf(layout: LayoutName, pageCount: number): fc.Arbitrary<Packet> {
  return fc.record({
    magic: u32,
    version: u32,
    flags: u32,
    pagesAlloc: u32,
    normalPages: u32,
    nextPacketSize: u32,
    packetNum: u64,
    zeroPages: layout === "patch" ? u32 : fc.constant(0),
    reserved: exactly(RESERVED[layout]),
    ramblock: exactly(256),
    offsets: fc.array(u64, { maxLength: pageCount, size: "max" }).map((list) => {
      const offsets = new BigUint64Array(pageCount);
      offsets.set(list);
      return offsets;
    }),
  }, { noNullPrototype: true });
}

const shape = fc.record({
  layout: fc.constantFrom(...LAYOUTS),
  pageCount: fc.constantFrom(...PAGE_SIZES.map(pageCountOf)),
});
const shapedPacket = shape.chain(({ layout, pageCount }) =>
  fc.record({
    layout: fc.constant(layout),
    pageCount: fc.constant(pageCount),
    packet: packetOf(layout, pageCount),
  })
);

test("a packet's bytes are those of the table, in both layouts and for every page size (LAY-01)", () => {
  fc.assert(
    fc.property(shapedPacket, ({ layout, pageCount, packet }) => {
      const bytes = encodePacket(packet, layout);
      assertEquals(bytes, encodeByTable(valuesOf(packet, layout), layout, pageCount));
    }),
    { seed: 1 },
  );
});

test("what the table's bytes say is what is parsed, and every bit is kept (LAY-01)", () => {
  fc.assert(
    fc.property(shapedPacket, ({ layout, pageCount, packet }) => {
      const bytes = encodeByTable(valuesOf(packet, layout), layout, pageCount);
      assertEquals(parsePacket(bytes, { pageCount, layout }), packet);
    }),
    { seed: 2 },
  );
});

test("into memory that is there go the table's bytes, and nothing behind them (LAY-01)", () => {
  fc.assert(
    fc.property(shapedPacket, fc.nat(70), ({ layout, pageCount, packet }, room) => {
      const bytes = encodeByTable(valuesOf(packet, layout), layout, pageCount);
      for (const source of [packet, parsePacket(bytes, { pageCount, layout })]) {
        const target = new Uint8Array(bytes.length + room).fill(0xee);
        encodePacketInto(target, source, layout);
        assertEquals(target.subarray(0, bytes.length), bytes);
        assert(target.subarray(bytes.length).every((byte) => byte === 0xee));
      }
    }),
    { seed: 4 },
  );
});

test("into a packet that is there goes what the bytes say, and nothing is left of what it was", () => {
  const two = shape.chain(({ layout, pageCount }) =>
    fc.record({
      layout: fc.constant(layout),
      packet: packetOf(layout, pageCount),
      before: packetOf(layout, pageCount),
    })
  );
  fc.assert(
    fc.property(two, fc.nat(70), ({ layout, packet, before }, room) => {
      const pageCount = packet.offsets.length;
      const bytes = new Uint8Array(320 + 8 * pageCount + room).fill(0xee);
      bytes.set(encodeByTable(valuesOf(packet, layout), layout, pageCount));
      const framed = parsePacket(encodePacket(before, layout), { pageCount, layout });
      for (const target of [before, framed]) {
        const { reserved, ramblock, offsets } = target;
        parsePacketInto(target, bytes, layout);
        assertEquals(target, packet);
        assert(target.reserved === reserved && target.ramblock === ramblock);
        assert(target.offsets === offsets && offsets.buffer !== bytes.buffer);
      }
    }),
    { seed: 5 },
  );
});

test("what has no room in the memory that is there is refused by name, and nothing is written", () => {
  const packet = emptyPacket(8);
  const target = new Uint8Array(383).fill(0xee);
  const short = assertThrows(() => encodePacketInto(target, packet), RangeError);
  assertEquals(short.message, "target: 383 bytes, fewer than the packet's 384");
  assert(target.every((byte) => byte === 0xee));

  const bytes = encodePacket({ ...packet, flags: 1 });
  const cut = assertThrows(() => parsePacketInto(packet, bytes.subarray(1)), ProtocolError);
  assertEquals(cut.detail.code, "short");
  for (const field of ["reserved", "ramblock"] as const) {
    const odd = { ...packet, [field]: new Uint8Array(27) };
    const error = assertThrows(() => parsePacketInto(odd, bytes), RangeError);
    assert(error.message.startsWith(`${field}: 27 bytes, not `));
  }
  // The layout before the patch has four more reserved bytes.
  assertThrows(() => parsePacketInto(packet, bytes, "before-patch"), RangeError, "reserved");
  assertEquals(packet, emptyPacket(8));
});

test("any bytes are parsed, and encoded again as they were", () => {
  fc.assert(
    fc.property(shape, fc.infiniteStream(fc.nat(255)), ({ layout, pageCount }, random) => {
      const bytes = Uint8Array.from(random.take(320 + 8 * pageCount));
      assert(equals(encodePacket(parsePacket(bytes, { pageCount, layout }), layout), bytes));
    }),
    { seed: 3, numRuns: 30 },
  );
});

test("each bit of each byte changes what is parsed, and comes back where it was", () => {
  for (const layout of LAYOUTS) {
    const pageCount = 8;
    const bytes = new Uint8Array(384);
    const nothing = JSON.stringify(plain(parsePacket(bytes, { pageCount, layout })));
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit >> 3] = 0x80 >> (bit & 7);
      const parsed = parsePacket(bytes, { pageCount, layout });
      assert(JSON.stringify(plain(parsed)) !== nothing, `${layout}: bit ${bit} is lost`);
      assert(equals(encodePacket(parsed, layout), bytes), `${layout}: bit ${bit} moved`);
      bytes[bit >> 3] = 0;
    }
  }
});

/** For JSON, which knows no BigInt. */
function plain({ packetNum, offsets, reserved, ramblock, ...numbers }: Packet) {
  return [numbers, String(packetNum), String(offsets), String(reserved), String(ramblock)];
}

test("a packet written down by hand is read and written", () => {
  const bytes = new Uint8Array(Buffer.from(
    "11223344" + "00000001" + "00000003" + "00000008" + "00000002" + "00001234" +
      "fedcba9876543210" + "00000001" + "a1a2a3a4" + "b".repeat(48) +
      "70632e72616d".padEnd(512, "0") +
      "0000000000001000" + "8000000000000000" + "ffffffffffffffff".padEnd(6 * 16, "0"),
    "hex",
  ));
  const packet = parsePacket(bytes, { pageCount: 8 });
  assertEquals(packet, {
    magic: 0x11223344,
    version: 1,
    flags: 3,
    pagesAlloc: 8,
    normalPages: 2,
    nextPacketSize: 0x1234,
    packetNum: 0xfedcba9876543210n,
    zeroPages: 1,
    reserved: Uint8Array.from([0xa1, 0xa2, 0xa3, 0xa4, ...new Array(24).fill(0xbb)]),
    ramblock: blockNameField("pc.ram"),
    offsets: BigUint64Array.of(0x1000n, 2n ** 63n, 2n ** 64n - 1n, 0n, 0n, 0n, 0n, 0n),
  });
  assertEquals(encodePacket(packet), bytes);
});

test("a packet has 320 + 8 × page_count bytes whatever it carries (LAY-02)", () => {
  for (const pageCount of PAGE_SIZES.map(pageCountOf)) {
    for (const normalPages of [0, 1, pageCount, 2 ** 32 - 1]) {
      for (const layout of LAYOUTS) {
        const bytes = encodePacket({ ...emptyPacket(pageCount), normalPages }, layout);
        assertEquals(bytes.length, 320 + 8 * pageCount);
      }
    }
  }
});

test("fewer bytes than a packet has are refused by how many there are (LAY-02)", () => {
  for (const [pageCount, bound] of [[8, 384], [128, 1344]]) {
    for (let length = 0; length < bound; length++) {
      const error = assertThrows(
        () => parsePacket(new Uint8Array(length), { pageCount }),
        ProtocolError,
      );
      const place = { field: "packet", byteOffset: length, value: length, bound };
      assertEquals(error.detail, { code: "short", requirement: "LAY-02", ...place });
    }
  }
});

test("bytes are read wherever they stand, and neither those nor their neighbours change", () => {
  const [packet] = fc.sample(packetOf("patch", 8), { numRuns: 1, seed: 4 });
  const bytes = encodePacket(packet);
  for (let before = 0; before < 9; before++) {
    const memory = new Uint8Array(before + bytes.length + 5).fill(0xee);
    memory.set(bytes, before);
    const untouched = memory.slice();
    for (const view of [memory.subarray(before), Buffer.from(memory.buffer, before)]) {
      assertEquals(parsePacket(view, { pageCount: 8 }), packet);
      assertEquals(memory, untouched);
    }
  }
});

test("a parsed packet shares no memory with its bytes, nor an encoded one with its fields", () => {
  const [packet] = fc.sample(packetOf("patch", 8), { numRuns: 1, seed: 5 });
  const bytes = encodePacket(packet);
  const before = bytes.slice();
  for (const view of [bytes, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)]) {
    const parsed = parsePacket(view, { pageCount: 8 });
    view.fill(0);
    assertEquals(parsed, packet);
    parsed.offsets.fill(7n);
    parsed.ramblock.fill(7);
    parsed.reserved.fill(7);
    assert(view.every((byte) => byte === 0));
    view.set(before);
  }
  packet.offsets.fill(7n);
  packet.ramblock.fill(7);
  assertEquals(bytes, before);
});

test("packets made one after the other share no memory", () => {
  const packets = fc.sample(packetOf("patch", 512), { numRuns: 100, seed: 6 });
  const encoded = packets.map((packet) => encodePacket(packet));
  const parsed = encoded.map((bytes) => parsePacket(bytes, { pageCount: 512 }));
  assertEquals(parsed, packets);
  for (const [i, { offsets, ramblock, reserved }] of parsed.entries()) {
    offsets.fill(BigInt(i));
    ramblock.fill(i);
    reserved.fill(i);
    encoded[i].fill(i);
  }
  for (const [i, { offsets, ramblock, reserved }] of parsed.entries()) {
    assert(offsets.every((offset) => offset === BigInt(i)));
    assert([ramblock, reserved, encoded[i]].every((bytes) => bytes.every((byte) => byte === i)));
  }
});

test("a packet may have any number of entries", () => {
  for (const pageCount of [0, 1, 7, 9, 8152, 8153, 20_001]) {
    const packet = emptyPacket(pageCount);
    for (let i = 0; i < pageCount; i++) packet.offsets[i] = 2n ** 64n - 1n - BigInt(i);
    const bytes = encodePacket(packet);
    assertEquals(bytes.length, 320 + 8 * pageCount);
    for (let i = 0; i < pageCount; i++) {
      assertEquals(Buffer.from(bytes).readBigUInt64BE(320 + 8 * i), packet.offsets[i]);
    }
    assertEquals(parsePacket(bytes, { pageCount }), packet);
  }
});

test("a number of entries that is no count is refused by name", () => {
  for (const pageCount of [-1, 87.5, NaN, Infinity]) {
    const words = `pageCount: ${pageCount}`;
    assertThrows(() => parsePacket(new Uint8Array(2000), { pageCount }), RangeError, words);
    assertThrows(() => emptyPacket(pageCount), RangeError, words);
  }
});

test("an offsets array that is part of another is written alone", () => {
  const all = BigUint64Array.from({ length: 20 }, (_, i) => BigInt(i));
  const bytes = encodePacket({ ...emptyPacket(8), offsets: all.subarray(5, 13) });
  assertEquals([...parsePacket(bytes, { pageCount: 8 }).offsets], [
    5n,
    6n,
    7n,
    8n,
    9n,
    10n,
    11n,
    12n,
  ]);
  assertEquals(all[5], 5n);
});

test("fields that do not fit the layout are refused", () => {
  const packet = emptyPacket(8);
  for (const length of [0, 255, 257]) {
    assertThrows(
      () => encodePacket({ ...packet, ramblock: new Uint8Array(length) }),
      RangeError,
      `ramblock: ${length} bytes, not 256`,
    );
  }
  for (const layout of LAYOUTS) {
    for (const length of [0, 27, 29, 31, 33].filter((n) => n !== RESERVED[layout])) {
      assertThrows(
        () => encodePacket({ ...packet, reserved: new Uint8Array(length) }, layout),
        RangeError,
        `reserved: ${length} bytes`,
      );
    }
  }
  assertThrows(
    () => encodePacket({ ...packet, zeroPages: 1 }, "before-patch"),
    RangeError,
    "zeroPages: 1,",
  );
});

test("the reserved bytes of the patch's layout fit the older one, at the same place", () => {
  const bytes = encodePacket(
    { ...emptyPacket(8), reserved: new Uint8Array(28).fill(0xff) },
    "before-patch",
  );
  assertEquals([...bytes.subarray(31, 37)], [0, 0, 0, 0, 0, 0xff]);
  assertEquals([...bytes.subarray(62, 66)], [0xff, 0xff, 0, 0]);
});

test("an empty packet has magic and version, and zero everywhere else", () => {
  const bytes = encodePacket(emptyPacket(128));
  const expected = new Uint8Array(1344);
  expected.set([0x11, 0x22, 0x33, 0x44, 0, 0, 0, 1]);
  assertEquals(bytes, expected);
});

const CAPTURES = new URL("../captures/", import.meta.url);

test("every packet that QEMU sent is parsed, and encoded again byte for byte", () => {
  const channels = readdirSync(CAPTURES).flatMap((folder) =>
    readdirSync(new URL(folder, CAPTURES))
      .filter((file) => file.startsWith("channel-"))
      .map((file) => `${folder}/${file}`)
  );
  assertEquals(channels.length, 22);
  for (const channel of channels) {
    const bytes = gunzipSync(readFileSync(new URL(channel, CAPTURES)));
    const layout = channel.startsWith("qemu-7.2") ? "before-patch" : "patch";
    let packets = 0;
    for (let at = 64; at < bytes.length; packets++) {
      const original = bytes.subarray(at, at + 1344);
      const packet = parsePacket(original, { pageCount: 128, layout });
      assert(equals(encodePacket(packet, layout), original), `${channel} at byte ${at}`);
      assertEquals([packet.magic, packet.version], [0x11223344, 1]);
      if (packet.normalPages > 0) assertEquals(blockNameText(packet.ramblock), "ram");
      at += 1344 + (packet.normalPages > 0 ? packet.nextPacketSize : 0);
    }
    assert(packets >= 3, `${channel}: ${packets} packets`);
  }
});
