import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { copyOf, zeros } from "./slab.ts";

test("copies of any length keep their bytes, share none, and can be seen as u64", () => {
  const copies: Uint8Array[] = [];
  for (let i = 0; i < 200; i++) {
    const bytes = new Uint8Array(i * 299 % 4801).fill(i);
    const copy = copyOf(bytes);
    bytes.fill(0xee);
    assertEquals(copy.byteOffset % 8, 0);
    copies.push(copy);
  }
  for (const [i, copy] of copies.entries()) {
    assertEquals(copy.length, i * 299 % 4801);
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
    const length = i * 299 % 4801;
    const room = zeros(length);
    assertEquals([room.length, room.byteOffset % 8], [length, 0]);
    assert(room.every((byte) => byte === 0));
    room.fill(0xff);
    copyOf(new Uint8Array(16).fill(0xff));
  }
});
