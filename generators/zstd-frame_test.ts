import { assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { bytesOfHex } from "./wire/hex.ts";
import { frameOf } from "./zstd-frame.ts";

const { zstdDecompressSync } = zlib as unknown as {
  zstdDecompressSync(bytes: Uint8Array): Uint8Array;
};

test("the library reads a frame with any header", () => {
  for (const size of [0, 2, 4, 8] as const) {
    for (const dictionary of [0, 1, 2, 4] as const) {
      for (const checksum of [false, true]) {
        for (const singleSegment of size > 0 ? [false, true] : [false]) {
          const frame = frameOf(7, 4096, { size, dictionary, checksum, singleSegment });
          const content = new Uint8Array(zstdDecompressSync(bytesOfHex(frame)));
          assertEquals(content, new Uint8Array(4096).fill(7));
        }
      }
    }
  }
});

test("its size and its checksum are looked at by the library", () => {
  const frame = bytesOfHex(frameOf(7, 4096, { size: 4, checksum: true }));
  for (const at of [6, frame.length - 1]) {
    const other = frame.slice();
    other[at] ^= 1;
    assertThrows(() => zstdDecompressSync(other));
  }
});
