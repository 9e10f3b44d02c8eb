import process from "node:process";
import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../errors.ts";
import { NativeCompressor } from "./native-compressor.ts";
import { NativeDecompressor } from "./native-decompressor.ts";
import { NativeStream } from "./native-stream.ts";
import { resets } from "./resets.ts";
import { compressors } from "./pools.ts";
import { noisePage } from "./testing.ts";
import { ZLIB } from "./zlib.ts";
import { ZSTD } from "./zstd.ts";

for (const format of [ZLIB, ZSTD]) {
  test(`${format.method}: a stream is used again where a reset one is as good as new, and closed elsewhere`, () => {
    const pool = compressors(format, 1);
    const stream = pool.take();
    pool.give(stream);
    assertEquals(pool.take() === stream, resets(format));
  });

  test(`${format.method}: whatever a compressor was used for, the next one's bytes are those of a new stream`, () => {
    const page = noisePage(1, 4096);
    const fresh = new NativeStream(format.compress, format.compressOptions(1));
    const room = new Uint8Array(8192);
    fresh.step(format.flush.packet, page, 0, 4096, room, 0, 8192);
    const expected = room.slice(0, 8192 - fresh.unwritten);
    fresh.close();
    const uses: ((c: NativeCompressor) => void)[] = [
      () => {},
      (c) => void c.compress([page, page]),
      (c) => void c.end([page]),
    ];
    for (const use of uses) {
      const before = new NativeCompressor(format, 1);
      use(before);
      before.close();
      const compressor = new NativeCompressor(format, 1);
      assertEquals(compressor.compress([page]), expected);
      compressor.close();
    }
  });

  test(`${format.method}: a decompressor is as good as new after a refusal, and refuses what is forbidden`, () => {
    const page = noisePage(2, 4096);
    const compressor = new NativeCompressor(format, 1);
    const payload = compressor.compress([page]);
    compressor.close();
    const target = new Uint8Array(4096);
    for (const bad of [format.forbidden, payload.subarray(0, 9), format.forbidden]) {
      const refusing = new NativeDecompressor(format);
      assertThrows(() => refusing.decompress(bad, [target]), ProtocolError);
      refusing.close();
      const decompressor = new NativeDecompressor(format);
      decompressor.decompress(payload, [target]);
      decompressor.close();
      assertEquals(target, page);
    }
  });
}

test("zstd: a level's streams are that level's", () => {
  const stream = compressors(ZSTD, 5).take();
  compressors(ZSTD, 5).give(stream);
  const others = [1, 4, 6, 20].map((level) => compressors(ZSTD, level).take());
  assertEquals(others.includes(stream), false);
  others.forEach((other) => other.close());
});

test("zstd: every level has its own window, and begins in little memory", () => {
  const page = noisePage(3, 4096);
  const before = process.memoryUsage.rss();
  const windows = Array.from({ length: 20 }, (_, i) => {
    const compressor = new NativeCompressor(ZSTD, i + 1);
    const [, , , , descriptor, window] = compressor.compress([page]);
    compressor.close();
    assertEquals(descriptor & 0x20, 0, "a frame with a window descriptor");
    return 10 + (window >> 3);
  });
  // Of zstd's table of levels, for inputs of unknown length.
  assertEquals(windows, [19, 20, ...Array(6).fill(21), ...Array(8).fill(22), 23, 23, 23, 25]);
  assert(process.memoryUsage.rss() - before < 100e6);
});
