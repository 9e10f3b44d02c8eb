import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { RamMemory } from "./ram-memory.ts";

test("memory is used again after two turns, not after one", () => {
  const memory = new RamMemory(16);
  const first = memory.take();
  memory.turn();
  const second = memory.take();
  assertEquals([first.length, second === first], [16, false]);
  memory.turn();
  assertEquals(memory.take() === first, true);
  assertEquals([first, second].includes(memory.take()), false);
});
