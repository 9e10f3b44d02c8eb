import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { equals } from "@std/bytes";
import fc from "fast-check";
import { blockNameBytes, blockNameField, blockNameText, findBlock } from "./block-name.ts";

const encode = (text: string) => new TextEncoder().encode(text);

/** The field's bytes, the rest filled with `rest`. */
function fieldOf(bytes: ArrayLike<number>, rest: number): Uint8Array {
  const field = new Uint8Array(256).fill(rest);
  field.set(bytes);
  return field;
}

test("a name is followed by zeros to the field's end, so a NUL is always there", () => {
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 300 })
    .filter((name) => name.isWellFormed() && !name.includes("\0") && encode(name).length <= 255);
  fc.assert(
    fc.property(name, (name) => {
      const field = blockNameField(name);
      assertEquals(field, fieldOf(encode(name), 0));
      assertEquals(blockNameText(field), name);
    }),
    { seed: 1 },
  );
});

test("255 bytes fit, 256 do not, counted in UTF-8", () => {
  for (const unit of ["a", "é", "€", "𝄞"]) {
    const size = encode(unit).length;
    const most = Math.floor(255 / size);
    assertEquals(blockNameText(blockNameField(unit.repeat(most))), unit.repeat(most));
    assertThrows(
      () => blockNameField(unit.repeat(most + 1)),
      RangeError,
      `ramblock: ${size * (most + 1)} bytes, at most 255 fit`,
    );
  }
});

test("a NUL inside a name is refused: what follows it would be lost", () => {
  for (const name of ["\0", "a\0", "\0a", "a\0b"]) {
    assertThrows(() => blockNameField(name), RangeError, "ramblock: a NUL inside the name");
  }
});

test("a name ends at the first NUL, whatever follows it", () => {
  for (let length = 0; length <= 255; length++) {
    const field = fieldOf([...encode("x".repeat(length)), 0], 0x79);
    assertEquals(blockNameBytes(field).length, length);
    assertEquals(blockNameText(field), "x".repeat(length));
  }
});

test("256 bytes without NUL are cut at 255, and nothing behind the field is read (RCV-24)", () => {
  const memory = new Uint8Array(600).fill(0x78);
  const field = memory.subarray(7, 7 + 256);
  assertEquals(blockNameText(field), "x".repeat(255));
  const name = blockNameBytes(field);
  assertEquals([name.byteOffset, name.length], [7, 255]);
});

test("a block is found by its whole name alone", () => {
  const blocks = ["pc.ra", "pc.ram", "pc.ram2", "PC.RAM", "", "\uFEFFram"].map((name) => ({
    name,
  }));
  for (const block of blocks) {
    assertEquals(findBlock(blocks, fieldOf(encode(block.name), 0)), block);
  }
  for (const name of ["pc.r", "pc.ram3", "pc.ram ", "ram", "Pc.ram"]) {
    assertEquals(findBlock(blocks, fieldOf(encode(name), 0)), undefined);
  }
});

test("bytes that are no UTF-8 name no block, not even one called U+FFFD", () => {
  const blocks = [{ name: "\uFFFD" }, { name: "r\uFFFDm" }];
  for (const bytes of [[0xff], [0x72, 0xc3, 0x6d], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
    const field = fieldOf(bytes, 0);
    assert(blockNameText(field).includes("\uFFFD"));
    assertEquals(findBlock(blocks, field), undefined);
  }
  assertEquals(findBlock(blocks, blockNameField("\uFFFD")), blocks[0]);
});

test("a block is found exactly where its name is the field's text", () => {
  const piece = fc.constantFrom("a", "b", "\x7f", "é", "€", "\0", "\uD834", "\uFFFD");
  const name = fc.array(piece, { maxLength: 4 }).map((pieces) => pieces.join(""));
  const long = fc.constantFrom(..."aé".split("").map((unit) => unit.repeat(255)), "a".repeat(256));
  const bytes = fc.oneof(
    name.map((text) => [...encode(text)]),
    fc.array(fc.constantFrom(0, 0x61, 0x62, 0x7f, 0xc3, 0xa9, 0xff), { maxLength: 4 }),
    fc.constant([...encode("a".repeat(256))]),
  );
  const tail = fc.constantFrom(0, 0x61, 0xff);
  fc.assert(
    fc.property(fc.oneof(name, long), bytes, tail, (name, bytes, tail) => {
      const field = fieldOf(bytes, tail);
      const found = findBlock([{ name }], field) !== undefined;
      const end = field.indexOf(0) < 0 ? 255 : field.indexOf(0);
      const sameBytes = equals(encode(name), field.subarray(0, end));
      assertEquals(found, sameBytes && name.isWellFormed());
    }),
    { seed: 2, numRuns: 2000 },
  );
});
