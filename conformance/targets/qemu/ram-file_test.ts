import { assertEquals, assertThrows } from "@std/assert";
import { concat } from "@std/bytes";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../../process/testing/folder.ts";
import { pagesIn, RamPages, readRam, writeRam } from "./ram-file.ts";

const bytes = new Uint8Array(10_000);
bytes[0] = 1;
bytes[4095] = 2;
bytes[9_999] = 3;

test("RAM is written in place and read back", async () => {
  await withFolder((folder) => {
    const file = join(folder, "ram");
    const before = new Uint8Array(bytes.length).fill(9);
    const writers = [
      () => writeRam(file, bytes),
      () => withPages(file, before, (ram) => ram.write(pagesIn(bytes, 4096))),
    ];
    for (const write of writers) {
      writeFileSync(file, before);
      write();
      assertEquals(new Uint8Array(readFileSync(file)), bytes);
      assertEquals(readRam(file), bytes);
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
    withPages(file, before, (ram) => ram.write(pagesIn(bytes, 4096)));
    const held = readFileSync(file);
    assertEquals([held[0], held[4096], held[8191], held[8192]], [9, 0, 0, 9]);
    return Promise.resolve();
  });
});

test("pages with few or many others between them are where they belong", async () => {
  await withFolder((folder) => {
    const file = join(folder, "ram");
    for (
      const changed of [[0], [1, 9], [1, 10], [1, 11, 30, 31], [39], [], [...Array(40).keys()]]
    ) {
      const before = new Uint8Array(40 * 4096 - 1).fill(1);
      const after = before.slice();
      for (const page of changed) after[(page + 1) * 4096 - 2] = 2;
      writeFileSync(file, before);
      withPages(file, before, (ram) => {
        ram.write(pagesIn(after, 4096));
        assertEquals(concat(ram.read(fresh)), after);
        ram.write(pagesIn(before, 4096));
      });
      assertEquals(new Uint8Array(readFileSync(file)), before);
    }
    return Promise.resolve();
  });
});

test("pages that have not changed are those of before, others are in memory that was taken", async () => {
  await withFolder((folder) => {
    const file = join(folder, "ram");
    writeFileSync(file, bytes);
    const before = bytes.slice();
    before[4096 + 7] = 1;
    const taken: Uint8Array[] = [];
    withPages(file, before, (ram) => {
      const take = (length: number) => {
        taken.push(fresh(length).fill(7));
        return taken.at(-1)!;
      };
      const shown = ram.read(take);
      assertEquals(concat(shown), bytes);
      assertEquals(shown.map(({ buffer }) => buffer === before.buffer), [true, false, true]);
      assertEquals(taken.map((page) => page === shown[1]), [true]);
      assertEquals(ram.read(take).map((page, i) => page === shown[i]), [true, true, true]);
    });
    return Promise.resolve();
  });
});

test("a file shorter than its pages is not taken for RAM", async () => {
  await withFolder((folder) => {
    const file = join(folder, "ram");
    writeFileSync(file, bytes);
    const held = new Uint8Array(bytes.length + 1);
    withPages(file, held, (ram) => {
      assertThrows(() => ram.read(fresh), RangeError, "10000 bytes");
    });
    return Promise.resolve();
  });
});

function withPages(file: string, held: Uint8Array, work: (ram: RamPages) => void): void {
  const ram = new RamPages(file, pagesIn(held, 4096));
  try {
    work(ram);
  } finally {
    ram.close();
  }
}

function fresh(length: number): Uint8Array {
  return new Uint8Array(length);
}
