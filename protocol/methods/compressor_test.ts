import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { Buffer } from "node:buffer";
import { IMPLEMENTATIONS, noisePage, textPage } from "./testing.ts";

const inflateAll = (method: string, bytes: Uint8Array): Uint8Array =>
  method === "zlib"
    ? zlib.inflateSync(bytes)
    : (zlib as unknown as { zstdDecompressSync(b: Uint8Array): Uint8Array })
      .zstdDecompressSync(bytes);

for (const { name, format, compressor: create } of IMPLEMENTATIONS) {
  const [lowest, highest] = format.levels;

  test(`${name}: the payloads of a channel are one stream that node:zlib reads in one call, at every level`, () => {
    for (let level = lowest; level <= highest; level++) {
      const compressor = create(level);
      const packets = [1, 3, 2].map((count, p) =>
        Array.from({ length: count }, (_, i) => i === 1 ? noisePage(p) : textPage(p * 10 + i))
      );
      const payloads = packets.slice(0, 2).map((pages) => compressor.compress(pages));
      payloads.push(compressor.end(packets[2]));
      compressor.close();
      assertEquals(
        Buffer.compare(
          inflateAll(format.method, Buffer.concat(payloads)),
          Buffer.concat(packets.flat()),
        ),
        0,
        `level ${level}`,
      );
    }
  });

  test(`${name}: a payload is complete at its packet's end, not a packet later`, () => {
    const compressor = create();
    const pages = [textPage(1), textPage(2)];
    const payload = compressor.compress(pages);
    // A cut stream: what node gives for it with a flush instead of an end.
    const options = format.method === "zlib"
      ? { finishFlush: zlib.constants.Z_SYNC_FLUSH }
      : { finishFlush: format.flush.packet };
    const given = format.method === "zlib"
      ? zlib.inflateSync(payload, options)
      : (zlib as unknown as { zstdDecompressSync(b: Uint8Array, o: unknown): Uint8Array })
        .zstdDecompressSync(payload, options);
    compressor.close();
    assertEquals(Buffer.compare(given, Buffer.concat(pages)), 0);
  });

  test(`${name}: levels reach the library`, () => {
    const pages = Array.from({ length: 64 }, (_, i) => textPage(i % 7));
    const sizes = [lowest, highest].map((level) => {
      const compressor = create(level);
      const { length } = compressor.compress(pages);
      compressor.close();
      return length;
    });
    assert(sizes[1] < sizes[0], `${sizes}`);
  });

  test(`${name}: pages apart in memory give the payload of pages side by side`, () => {
    const ram = textPage(3, 8 * 4096);
    const beside = Array.from({ length: 8 }, (_, i) => ram.subarray(i * 4096, (i + 1) * 4096));
    const a = create();
    const b = create();
    assertEquals(b.compress(beside.map((page) => page.slice())), a.compress(beside));
    assertEquals(b.compress(beside.toReversed()), a.compress(beside.toReversed()));
    a.close();
    b.close();
  });

  test(`${name}: no pages are no bytes, and the stream is not touched`, () => {
    const a = create();
    const b = create();
    assertEquals(a.compress([]).length, 0);
    assertEquals(a.compress([textPage(1)]), b.compress([textPage(1)]));
    assertEquals(a.compress([]).length, 0);
    assertEquals(a.compress([textPage(2)]), b.compress([textPage(2)]));
    a.close();
    b.close();
  });

  test(`${name}: after an end a new stream begins`, () => {
    const compressor = create();
    const first = compressor.end([textPage(1)]);
    assertEquals(compressor.end([textPage(1)]), first);
    compressor.close();
  });

  test(`${name}: a payload is its own memory`, () => {
    const compressor = create();
    const first = compressor.compress([textPage(1)]);
    const kept = first.slice();
    compressor.compress([noisePage(2)]);
    assertEquals(first, kept);
    compressor.close();
  });

  test(`${name}: it cannot be used when closed, and closes twice`, () => {
    const compressor = create();
    compressor.compress([textPage(1)]);
    compressor.close();
    compressor.close();
    assertThrows(() => compressor.compress([textPage(1)]), TypeError, "closed");
    assertThrows(() => compressor.end([textPage(1)]), TypeError, "closed");
  });

  test(`${name}: a payload of one packet stays within compressBound(512 KiB)`, () => {
    const bound = 512 * 1024 + (512 * 1024 >> 12) + (512 * 1024 >> 14) + (512 * 1024 >> 25) + 13;
    const pages = Array.from({ length: 128 }, (_, i) => noisePage(i));
    for (const level of [lowest, 1, highest]) {
      const compressor = create(level);
      for (let packet = 0; packet < 2; packet++) {
        const { length } = compressor.compress(pages);
        assert(length <= bound, `level ${level}, packet ${packet}: ${length}`);
      }
      compressor.close();
    }
  });
}
