import type { MethodName } from "../flags.ts";

/** What tells zlib and zstd apart for the code that drives them. */
export interface StreamFormat {
  method: MethodName;
  /** Lowest and highest. */
  levels: readonly [number, number];
  /** Class names; they are the same in `node:zlib` and minizlib. */
  compress: "Deflate" | "ZstdCompress";
  decompress: "Inflate" | "ZstdDecompress";
  compressOptions(level: number): Record<string, unknown>;
  decompressOptions: Record<string, unknown>;
  /** Flush values: none yet, at a packet's end, at the stream's end. */
  flush: { none: number; packet: number; end: number };
  /**
   * True where a stream that has ended cannot be followed by another. `flushTail` then ends every payload that leaves
   * the stream open, and none that ends it.
   */
  endsOnce: boolean;
  flushTail: Uint8Array;
}
