/** The pools that sender and receiver take their streams from: one for each format, direction and level. */
import { NativeStream } from "./native-stream.ts";
import { resets } from "./resets.ts";
import type { StreamFormat } from "./stream-format.ts";
import { StreamPool } from "./stream-pool.ts";

const pools = new Map<string, StreamPool>();

export function compressors(format: StreamFormat, level: number): StreamPool {
  const { compress, compressOptions } = format;
  return poolOf(
    `${compress} ${level}`,
    () => new NativeStream(compress, compressOptions(level)),
    () => resets(format),
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

/** Closes all streams that are kept. */
export function emptyPools(): void {
  for (const pool of pools.values()) pool.empty();
}

function poolOf(name: string, make: () => NativeStream, resets: () => boolean): StreamPool {
  let pool = pools.get(name);
  if (!pool) pools.set(name, pool = new StreamPool(make, resets));
  return pool;
}
