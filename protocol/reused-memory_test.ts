import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { ReusedMemory } from "./reused-memory.ts";

test("memory is used again after two turns, not after one; pieces do not overlap", () => {
  const memory = new ReusedMemory();
  const takeTwo = () => {
    memory.turn();
    return [16, 5].map((length) => memory.take(length));
  };
  for (let turn = 0; turn < 3; turn++) takeTwo(); // it learns how much is wanted
  const [first, second, third] = [takeTwo(), takeTwo(), takeTwo()];
  assertEquals(first.map(({ length }) => length), [16, 5]);
  assertEquals(first.map(({ byteOffset }) => byteOffset), [0, 16]);
  assertEquals(first[0].buffer, first[1].buffer);
  const isFirst = [second, third].map(([piece]) => piece.buffer === first[0].buffer);
  assertEquals(isFirst, [false, true]);
});

test("more than was ever wanted is there too", () => {
  const memory = new ReusedMemory();
  memory.turn();
  memory.take(8);
  memory.turn();
  memory.turn();
  const [small, large] = [memory.take(8), memory.take(1000)];
  large.fill(1);
  assertEquals([small.length, large.length, small.every((byte) => byte === 0)], [8, 1000, true]);
});
