import { assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import type { MethodName } from "./flags.ts";
import { createCompressor, createDecompressor } from "./method.ts";

const PAGE = 4096;

for (const method of ["none", "zlib", "zstd"] as MethodName[]) {
  test(`${method}: pages of many packets come back byte for byte`, () => {
    const compressor = createCompressor(method);
    const decompressor = createDecompressor(method);
    for (let packet = 0; packet < 5; packet++) {
      const pages = Array.from({ length: 1 + packet * 31 }, (_, i) => pattern(packet * 1000 + i));
      const back = pages.map((page) => page.slice().fill(0xee));
      decompressor.decompress(compressor.compress(pages), back);
      assertEquals(back, pages);
    }
    compressor.close();
    decompressor.close();
  });
}

test("levels outside a method's are refused", () => {
  for (const [method, level] of [["zlib", -1], ["zlib", 10], ["zstd", 0], ["zstd", 21]] as const) {
    assertThrows(() => createCompressor(method, level), RangeError);
  }
  assertThrows(() => createCompressor("zlib", 1.5), TypeError);
});

function pattern(seed: number): Uint8Array {
  return Uint8Array.from({ length: PAGE }, (_, i) => ((i * i) >> 5) ^ (i * seed));
}
