import { assert } from "@std/assert";
import { test } from "node:test";
import { NativeCompressor } from "./native-compressor.ts";
import { noisePage } from "./testing.ts";
import { ZLIB } from "./zlib.ts";

// minizlib flushes twice where a chunk of its output ends in the flush: harmless to receivers.
const { isFlushed } = ZLIB.createInspector();

test("zlib by node:zlib's engine: a payload of any length is flushed once", () => {
  // Stored data: the payload's length goes up byte by byte through the usual sizes of buffers.
  for (const size of [64 * 1024, 128 * 1024]) {
    const noise = noisePage(9, size);
    for (let length = size - 100; length < size; length++) {
      const compressor = new NativeCompressor(ZLIB, 0);
      const payload = compressor.compress([noise.subarray(0, length)]);
      compressor.close();
      assert(payload.length > length, `${length}: ${payload.length}`);
      assert(isFlushed(payload), `${length} is not flushed`);
      const before = payload.subarray(0, payload.length - 5);
      assert(!isFlushed(before), `${length} is flushed twice`);
    }
  }
});
