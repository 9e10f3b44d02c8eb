import { NativeStream } from "./native-stream.ts";
import { resets } from "./resets.ts";
import type { StreamFormat } from "./stream-format.ts";

/** Streams of a kind that are kept. */
const MOST = 16;
/** Streams as good as new, by class: to make one takes as long as to compress ten pages. */
const idle = new Map<string, NativeStream[]>();
/** Most streams have it, and higher ones hold a lot of memory. */
const KEPT_LEVEL = 1;

/** A stream that compresses, or, without a level, decompresses. */
export function takeStream(format: StreamFormat, level?: number): NativeStream {
  const { compress, compressOptions, decompress, decompressOptions } = format;
  if (level === undefined) {
    return idle.get(decompress)?.pop() ?? new NativeStream(decompress, decompressOptions);
  }
  const kept = level === KEPT_LEVEL ? idle.get(compress)?.pop() : undefined;
  return kept ?? new NativeStream(compress, compressOptions(level));
}

/** Whoever took a stream gives it back with the same words, whatever has become of it. */
export function giveStream(stream: NativeStream, format: StreamFormat, level?: number): void {
  const name = level === undefined ? format.decompress : format.compress;
  const streams = idle.get(name) ?? [];
  if ((level ?? KEPT_LEVEL) !== KEPT_LEVEL || streams.length === MOST || !resets(format)) {
    return stream.close();
  }
  stream.reset();
  idle.set(name, streams);
  streams.push(stream);
}
