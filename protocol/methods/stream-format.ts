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
  /** A stream that a decompressor with these options must refuse. */
  forbidden: Uint8Array;
  /** Flush values: at a packet's end, and at the stream's. */
  flush: { packet: number; end: number };
  /** True where a stream that has ended cannot be followed by another. */
  endsOnce: boolean;
  /** A look at the payloads of one channel. */
  createInspector(): PayloadInspector;
}

/** Sees in a payload what the library does not tell: every library takes the beginning of a block that never ends. */
export interface PayloadInspector {
  /**
   * To be asked for each payload in turn, when its pages are full and all of it was read without an error.
   *
   * @param full How far the payload was read when its pages were all but full.
   * @returns Where bytes begin that no page needed and that complete nothing.
   */
  surplusAt(payload: Uint8Array, full: number): number | undefined;
  /** Whether the payload leaves the stream at a point from which it can go on. */
  isFlushed(payload: Uint8Array): boolean;
}
