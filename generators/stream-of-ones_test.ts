import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { createDecompressor } from "../protocol/method.ts";
import { streamOfOnes } from "./stream-of-ones.ts";
import { bytesOfHex } from "./wire/hex.ts";

for (const method of ["zlib", "zstd"] as const) {
  test(`${method}: as many ones as were asked for, in a stream that goes on`, () => {
    for (const length of [1023, 4097, 65535, 65537]) {
      const page = new Uint8Array(length);
      const decompressor = createDecompressor(method);
      for (let packet = 0; packet < (method === "zstd" ? 2 : 1); packet++) {
        decompressor.decompress(bytesOfHex(streamOfOnes(method, length)), [page.fill(0)]);
        assertEquals(page.every((byte) => byte === 1), true);
      }
      decompressor.close();
    }
  });
}
