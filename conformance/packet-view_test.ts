import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { blockNameField } from "../protocol/block-name.ts";
import { HEADER_LENGTH, packetLayout } from "../protocol/layout.ts";
import { emptyPacket, encodePacket, type Packet } from "../protocol/packet.ts";
import { packetLines } from "../reports/hex-text.ts";
import { packetView } from "./packet-view.ts";

const PAGE_COUNT = 128;

function bytesOf(fields: Partial<Packet>, offsets: bigint[] = []): Uint8Array {
  const packet = { ...emptyPacket(PAGE_COUNT), ramblock: blockNameField("ram"), ...fields };
  packet.offsets.set(offsets);
  return encodePacket(packet);
}

function viewOf(bytes: Uint8Array, payload?: Uint8Array) {
  const place = { channel: 1, packet: 2, byteOffset: 64 };
  return packetView({ ...place, bytes, layout: "patch", pageCount: PAGE_COUNT, payload });
}

function values(bytes: Uint8Array): Record<string, string> {
  return Object.fromEntries(viewOf(bytes).fields.map(({ name, value }) => [name, value]));
}

test("every field of the table is there, with its bytes and its value in words", () => {
  const fields = { flags: 0x83, normalPages: 1, zeroPages: 1, packetNum: 2n ** 64n - 1n };
  const bytes = bytesOf(fields, [0x3000n, 2n ** 63n]);
  const view = viewOf(bytes);
  for (const { name, offset } of packetLayout("patch")) {
    assert(view.fields.some((f) => f.name === name && f.offset === offset), name);
  }
  assertEquals(view.hex.length, 2 * (HEADER_LENGTH + 16));
  assertEquals(values(bytes), {
    magic: "0x11223344",
    version: "1",
    flags: "SYNC|ZLIB|0x80 (0x83)",
    pagesAlloc: "0",
    normalPages: "1",
    nextPacketSize: "0",
    packetNum: "18446744073709551615",
    zeroPages: "1",
    unused32: "zero",
    unused64: "zero",
    ramblock: '"ram"',
    offsets: "1 normal, 1 zero, 126 unused",
    "offsets[0]": "0x3000 normal",
    "offsets[1]": "0x8000000000000000 zero",
  });
});

test("counts that claim more than there is end at the packet's end, and no more than 16 entries are listed", () => {
  const { fields } = viewOf(bytesOf({ normalPages: 2 ** 32 - 1, zeroPages: 2 ** 32 - 1 }));
  assertEquals(fields.filter(({ name }) => name.startsWith("offsets[")).length, 16);
  const offsets = fields.find(({ name }) => name === "offsets")!;
  assertEquals([offsets.size, offsets.value], [8 * PAGE_COUNT, "128 normal, 0 zero, 0 unused"]);
});

test("where no entry is used the first one stands for all", () => {
  const view = viewOf(bytesOf({}));
  assertEquals(view.fields.at(-1)!, {
    name: "offsets",
    offset: 320,
    size: 8,
    value: "0 normal, 0 zero, 128 unused",
  });
  assertEquals(view.hex.length, 2 * 328);
});

test("entries behind the used ones are shown where they are not zero", () => {
  const found = values(bytesOf({ normalPages: 1 }, [0n, 0n, 0x5000n]));
  assertEquals(found.offsets, "1 normal, 0 zero, 127 unused, 1 of them not zero");
  assertEquals(found["offsets[2]"], "0x5000 unused");
});

test("a name without NUL says so", () => {
  const found = values(bytesOf({ ramblock: new Uint8Array(256).fill(0x78) }));
  assertEquals(found.ramblock, `"${"x".repeat(255)}", no NUL`);
});

test("the layout before the patch has no zeroPages", () => {
  const place = { channel: 0, packet: 0, byteOffset: 64, pageCount: PAGE_COUNT };
  const bytes = bytesOf({ zeroPages: 7 });
  const { fields } = packetView({ ...place, bytes, layout: "before-patch" });
  assert(!fields.some(({ name }) => name === "zeroPages"));
  assertEquals(fields.find(({ name }) => name === "unused")!.value, "not zero");
  assertEquals(
    fields.find(({ name }) => name === "offsets")!.value,
    "0 normal, 0 zero, 128 unused",
  );
});

test("a packet cut anywhere shows the fields it has bytes of", () => {
  const bytes = bytesOf({ normalPages: 2 ** 31, zeroPages: 2 ** 31 });
  for (let length = 0; length <= bytes.length; length++) {
    const view = viewOf(bytes.subarray(0, length));
    assertEquals(view.length, length);
    const whole = packetLayout("patch").filter(({ offset }) => offset < length).length;
    assertEquals(view.fields.filter(({ name }) => !name.includes("[")).length, whole);
    for (const { offset, size } of view.fields) assert(offset + size <= length);
  }
  assertEquals(values(bytes.subarray(0, 6)), { magic: "0x11223344", version: "cut: 2 of 4 bytes" });
});

test("the payload's length and first bytes are kept, an empty one is left out", () => {
  const payload = new Uint8Array(4096).fill(0x41);
  assertEquals(viewOf(bytesOf({}), payload).payload, { length: 4096, hex: "41".repeat(64) });
  assertEquals(viewOf(bytesOf({}), new Uint8Array(0)).payload, undefined);
});

test("the text marks an entry of offsets as well as all of them", () => {
  const view = viewOf(bytesOf({ normalPages: 2 }, [0n, 0x1000n]));
  for (const field of ["offsets", "offsets[1]"]) {
    const marked = packetLines(view, field).filter((line) => line.startsWith(">"));
    assertEquals(marked.length, 1);
    assert(marked[0].includes(field));
  }
});
