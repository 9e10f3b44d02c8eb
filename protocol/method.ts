/** The compression methods: one stream a channel for the whole migration, flushed at each packet's end (wire: payload). */
import type { MethodName } from "./flags.ts";
import { MinizlibCompressor } from "./methods/minizlib-compressor.ts";
import { MinizlibDecompressor } from "./methods/minizlib-decompressor.ts";
import { NativeCompressor } from "./methods/native-compressor.ts";
import { NativeDecompressor } from "./methods/native-decompressor.ts";
import { nativeWorks } from "./methods/native-works.ts";
import { NoneCompressor, NoneDecompressor } from "./methods/none.ts";
import type { StreamFormat } from "./methods/stream-format.ts";
import { ZLIB } from "./methods/zlib.ts";
import { ZSTD } from "./methods/zstd.ts";

/**
 * Turns the normal pages of a channel's packets into their payloads, packet after packet.
 *
 * @example
 * ```ts
 * import { type Compressor, createCompressor } from "@multifd/conformance";
 * const channels: Compressor[] = [createCompressor("zlib"), createCompressor("zlib")];
 * for (const channel of channels) channel.close();
 * ```
 */
export interface Compressor {
  /**
   * The payload of one packet, a view of a buffer that may be larger. The channel's stream is flushed and goes on
   * (SND-10). No pages: no bytes.
   */
  compress(pages: readonly Uint8Array[]): Uint8Array;
  /** The same, but the stream is ended. The next call of either begins a new one. */
  end(pages: readonly Uint8Array[]): Uint8Array;
  /** Frees its memory. It cannot be used afterwards. */
  close(): void;
}

/**
 * Turns the payloads of a channel's packets back into pages, packet after packet.
 *
 * @example
 * ```ts
 * import { createDecompressor, type Decompressor } from "@multifd/conformance";
 * const channel: Decompressor = createDecompressor("zstd");
 * channel.close();
 * ```
 */
export interface Decompressor {
  /**
   * Fills `pages` exactly. They may be partly written when it throws, and later payloads are refused.
   *
   * @param payload The bytes that follow one packet.
   * @param pages Where they go, in the order of the offsets; together at most `PACKET_RAM` bytes.
   * @throws {ProtocolError} `payload-corrupt` or `payload-short` (RCV-20), or `payload-surplus` (RCV-43) without inflating
   * the surplus. Its `byteOffset` counts from the start of the payload.
   */
  decompress(payload: Uint8Array, pages: readonly Uint8Array[]): void;
  /** Frees its memory. It cannot be used afterwards. */
  close(): void;
}

/**
 * A compressor for one channel. Nothing is allocated before its first page.
 *
 * @param method `none` gives the pages as they are.
 * @param level zlib 0 to 9, zstd 1 to 20; `none` has no levels and ignores it.
 * @throws {TypeError} `level` is not an integer.
 * @throws {RangeError} `level` is outside the method's levels.
 *
 * @example
 * ```ts
 * import { createCompressor } from "@multifd/conformance";
 * const compressor = createCompressor("zstd", 3);
 * const payload = compressor.compress([new Uint8Array(4096)]);
 * compressor.close();
 * ```
 */
export function createCompressor(method: MethodName, level = 1): Compressor {
  const format = formatOf(method);
  if (!format) return new NoneCompressor();
  checkLevel(format, level);
  return nativeWorks(format)
    ? new NativeCompressor(format, level)
    : new MinizlibCompressor(format, level);
}

/**
 * A decompressor for one channel. Nothing is allocated before its first payload.
 *
 * @example
 * ```ts
 * import { createDecompressor } from "@multifd/conformance";
 * const decompressor = createDecompressor("none");
 * const page = new Uint8Array(4);
 * decompressor.decompress(Uint8Array.of(1, 2, 3, 4), [page]);
 * decompressor.close();
 * ```
 */
export function createDecompressor(method: MethodName): Decompressor {
  const format = formatOf(method);
  if (!format) return new NoneDecompressor();
  return nativeWorks(format) ? new NativeDecompressor(format) : new MinizlibDecompressor(format);
}

function formatOf(method: MethodName): StreamFormat | undefined {
  return method === "zlib" ? ZLIB : method === "zstd" ? ZSTD : undefined;
}

function checkLevel({ method, levels: [lowest, highest] }: StreamFormat, level: number): void {
  if (!Number.isInteger(level)) throw new TypeError(`${method} level ${level} is not an integer`);
  if (level < lowest || level > highest) {
    throw new RangeError(`${method} level ${level} is outside ${lowest} to ${highest}`);
  }
}
