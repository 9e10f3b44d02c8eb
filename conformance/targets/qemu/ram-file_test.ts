import { assertEquals, assertThrows } from "@std/assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../../process/testing/folder.ts";
import { readRam, writeRam } from "./ram-file.ts";

const bytes = new Uint8Array(10_000);
bytes[0] = 1;
bytes[4095] = 2;
bytes[9_999] = 3;

test("RAM is written in place and read back, into memory that is given or not", async () => {
  await withFolder((folder) => {
    const file = join(folder, "ram");
    const before = new Uint8Array(bytes.length).fill(9);
    for (const known of [undefined, before]) {
      writeFileSync(file, before);
      writeRam(file, bytes, known);
      assertEquals(new Uint8Array(readFileSync(file)), bytes);
      assertEquals(readRam(file), bytes);
      const memory = new Uint8Array(bytes.length).fill(7);
      assertEquals(readRam(file, memory) === memory, true);
      assertEquals(memory, bytes);
    }
    return Promise.resolve();
  });
});

test("what RAM holds already is not written again", async () => {
  await withFolder((folder) => {
    const file = join(folder, "ram");
    writeFileSync(file, new Uint8Array(bytes.length).fill(9));
    const before = bytes.slice();
    before[4096] = 5;
    writeRam(file, bytes, before);
    const held = readFileSync(file);
    assertEquals([held[0], held[4096], held[8191], held[8192]], [9, 0, 0, 9]);
    return Promise.resolve();
  });
});

test("a file shorter than the memory is not taken for RAM", async () => {
  await withFolder((folder) => {
    const file = join(folder, "ram");
    writeFileSync(file, bytes);
    assertThrows(() => readRam(file, new Uint8Array(bytes.length + 1)), RangeError, "10000 bytes");
    return Promise.resolve();
  });
});
