import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { placeCopy, placeZeros } from "./slab.ts";

function copyOf(bytes: Uint8Array): Uint8Array {
  const { bytes: { buffer }, at } = placeCopy(bytes);
  return new Uint8Array(buffer, at, bytes.length);
}

test("copies of any length keep their bytes, share none, and can be seen as u64", () => {
  const copies: Uint8Array[] = [];
  for (let i = 0; i < 200; i++) {
    const bytes = new Uint8Array(8 * (i * 37 % 600)).fill(i);
    const copy = copyOf(bytes);
    bytes.fill(0xee);
    assertEquals(copy.byteOffset % 8, 0);
    copies.push(copy);
  }
  for (const [i, copy] of copies.entries()) {
    assertEquals(copy.length, 8 * (i * 37 % 600));
    assert(copy.every((byte) => byte === i));
  }
});

test("a copy too long for a slab's share has memory of its own", () => {
  const copy = copyOf(new Uint8Array(1_000_000).fill(7));
  assertEquals([copy.byteOffset, copy.buffer.byteLength], [0, 1_000_000]);
  assert(copy.every((byte) => byte === 7));
});

test("room is zero and nobody else's, whatever was put into earlier room", () => {
  for (let i = 0; i < 200; i++) {
    const length = 8 * (i * 37 % 600);
    const { bytes: { buffer }, at } = placeZeros(length);
    const room = new Uint8Array(buffer, at, length);
    assert(room.every((byte) => byte === 0));
    room.fill(0xff);
    copyOf(new Uint8Array(16).fill(0xff));
  }
});
