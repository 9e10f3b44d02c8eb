import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { fileRoom } from "./file-room.ts";

test("room for a file is zeros, whatever the last file left in it", () => {
  fileRoom(100).fill(1);
  assertEquals(fileRoom(50), new Uint8Array(50));
  assertEquals(fileRoom(200), new Uint8Array(200));
});

test("a sender that wants far more than any file has gets an error, not the memory", () => {
  const error = assertThrows(() => fileRoom(2 ** 32), RangeError);
  assert(error.message.includes("4294967296"));
});
