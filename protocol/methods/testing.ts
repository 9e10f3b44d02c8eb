/** Both ways to drive each format, for the tests that hold them to the same behaviour. */
import type { Compressor, Decompressor } from "../method.ts";
import { MinizlibCompressor } from "./minizlib-compressor.ts";
import { MinizlibDecompressor } from "./minizlib-decompressor.ts";
import { NativeCompressor } from "./native-compressor.ts";
import { NativeDecompressor } from "./native-decompressor.ts";
import type { StreamFormat } from "./stream-format.ts";
import { ZLIB } from "./zlib.ts";
import { ZSTD } from "./zstd.ts";

export interface Implementation {
  name: string;
  format: StreamFormat;
  compressor(level?: number): Compressor;
  decompressor(): Decompressor;
}

export const IMPLEMENTATIONS: readonly Implementation[] = [ZLIB, ZSTD].flatMap((format) => [
  {
    name: `${format.method} by node:zlib's engine`,
    format,
    compressor: (level = 1) => new NativeCompressor(format, level),
    decompressor: () => new NativeDecompressor(format),
  },
  {
    name: `${format.method} by minizlib`,
    format,
    compressor: (level = 1) => new MinizlibCompressor(format, level),
    decompressor: () => new MinizlibDecompressor(format),
  },
]);

/** A page of words that compresses well, better at high levels; another for each seed. */
export function textPage(seed: number, length = 4096): Uint8Array {
  const letters = noisePage(7, 2000);
  const choices = noisePage(seed, length);
  const page = new Uint8Array(length);
  for (let at = 0, i = 0; at < length; i++) {
    const word = letters.subarray(choices[i] * 7, choices[i] * 7 + 3 + choices[i] % 9);
    page.set(word.subarray(0, length - at), at);
    at += word.length;
  }
  return page;
}

/** A page that does not compress. */
export function noisePage(seed: number, length = 4096): Uint8Array {
  let state = (seed * 2654435761 + 88172645) >>> 0 || 1;
  return Uint8Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  });
}

/** Empty pages of the same lengths, filled with something else than what is expected. */
export function likeThese(pages: readonly Uint8Array[]): Uint8Array[] {
  return pages.map((page) => new Uint8Array(page.length).fill(0xa5));
}
