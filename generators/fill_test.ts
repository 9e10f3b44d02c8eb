import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { concat } from "@std/bytes";
import { blockBytes, initialPages, initialRam, isZeroFill, pageBytes } from "./fill.ts";
import type { PageFill } from "./case.ts";

test("a fill of one byte is zero everywhere else", () => {
  for (const at of [0, 7, 8, 4095]) {
    const page = pageBytes({ kind: "byte", at, value: 3 }, 4096);
    assertEquals(page[at], 3);
    assertEquals(page.reduce((sum, byte) => sum + byte), 3);
  }
});

test("a half-filled page has its second half filled", () => {
  const page = pageBytes({ kind: "half", value: 5 }, 1024);
  assertEquals([page[0], page[511], page[512], page[1023]], [0, 0, 5, 5]);
});

test("each fill has bytes of its own, the same at every call and for every page size", () => {
  const fills: PageFill[] = [
    { kind: "zero" },
    { kind: "byte", at: 0, value: 1 },
    { kind: "byte", at: 1, value: 1 },
    { kind: "repeat", value: 1 },
    { kind: "half", value: 1 },
    { kind: "text", number: 1 },
    { kind: "text", number: 2 },
    { kind: "random", seed: 1 },
    { kind: "random", seed: 2 },
  ];
  for (const pageSize of [1024, 65536]) {
    const texts = new Set(fills.map((fill) => pageBytes(fill, pageSize).join()));
    assertEquals(texts.size, fills.length);
    for (const fill of fills) {
      assertEquals(pageBytes(fill, pageSize).length, pageSize);
      assertEquals(pageBytes(fill, pageSize), pageBytes({ ...fill }, pageSize));
      assertEquals(isZeroFill(fill), pageBytes(fill, pageSize).every((b) => b === 0));
    }
  }
});

test("a byte outside the page is refused", () => {
  const error = assertThrows(
    () => pageBytes({ kind: "byte", at: 1024, value: 1 }, 1024),
    RangeError,
  );
  assert(error.message.includes("at: 1024"));
});

test("a block is its pages, then zeros; what does not fit is cut", () => {
  const ones: PageFill = { kind: "repeat", value: 1 };
  const block = {
    name: "ram",
    usedLength: 2560,
    pages: [ones, { kind: "zero" as const }, ones, ones],
  };
  const bytes = blockBytes(block, 1024);
  assertEquals(bytes.length, 2560);
  assertEquals([bytes[1023], bytes[1024], bytes[2047], bytes[2048], bytes[2559]], [1, 0, 0, 1, 1]);
  bytes.fill(9);
  assertEquals(blockBytes(block, 1024)[0], 1);
});

test("RAM page by page is RAM as bytes, the last page cut; of no bytes there are no pages", () => {
  const ones: PageFill = { kind: "repeat", value: 1 };
  for (const usedLength of [0, 1, 1023, 1024, 1025, 2560, 4096]) {
    const blocks = [{ name: "ram", usedLength, pages: [ones, { kind: "zero" as const }, ones] }];
    const [block] = initialPages({ blocks, pageSize: 1024 });
    assertEquals([block.name, block.usedLength], ["ram", usedLength]);
    assertEquals(block.pages.length, Math.ceil(usedLength / 1024));
    assertEquals(concat(block.pages), initialRam({ blocks, pageSize: 1024 })[0].bytes);
  }
});

test("more pages than are kept expanded still have their bytes", () => {
  const first = pageBytes({ kind: "random", seed: 0 }, 65536).slice();
  for (let seed = 1; seed < 500; seed++) pageBytes({ kind: "random", seed }, 65536);
  assertEquals(pageBytes({ kind: "random", seed: 0 }, 65536), first);
});
