import { NativeStream } from "./native-stream.ts";
import { resets } from "./resets.ts";
import type { StreamFormat } from "./stream-format.ts";

/** Streams of a pool that are kept. */
const MOST = 16;

/** Streams of one kind that were used and are as good as new: to make one takes as long as to compress ten pages. */
export class StreamPool {
  readonly #make: () => NativeStream;
  readonly #keeps: () => boolean;
  readonly #idle: NativeStream[] = [];

  /** @param keeps False where a stream that was reset is not as good as new. */
  constructor(make: () => NativeStream, keeps: () => boolean) {
    this.#make = make;
    this.#keeps = keeps;
  }

  take(): NativeStream {
    return this.#idle.pop() ?? this.#make();
  }

  /** Whatever has become of it. */
  give(stream: NativeStream): void {
    if (this.#idle.length === MOST || !this.#keeps()) return stream.close();
    stream.reset();
    this.#idle.push(stream);
  }
}

/** Most streams have it, and higher ones hold a lot of memory. */
const KEPT_LEVEL = 1;
const pools = new Map<string, StreamPool>();

export function compressors(format: StreamFormat, level: number): StreamPool {
  const { compress, compressOptions } = format;
  return poolOf(
    `${compress} ${level}`,
    () => new NativeStream(compress, compressOptions(level)),
    () => level === KEPT_LEVEL && resets(format),
  );
}

export function decompressors(format: StreamFormat): StreamPool {
  const { decompress, decompressOptions } = format;
  return poolOf(
    decompress,
    () => new NativeStream(decompress, decompressOptions),
    () => resets(format),
  );
}

function poolOf(name: string, make: () => NativeStream, keeps: () => boolean): StreamPool {
  let pool = pools.get(name);
  if (!pool) pools.set(name, pool = new StreamPool(make, keeps));
  return pool;
}
