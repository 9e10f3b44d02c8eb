/** A RAM block as the wire knows it. */
export interface RamBlockInfo {
  /** 1 to 255 bytes of UTF-8. */
  name: string;
  /** Bytes in use; at most 2^53 − 1. */
  usedLength: number;
}

/** A RAM block with its contents: `bytes.length === usedLength`. */
export interface RamBlock extends RamBlockInfo {
  bytes: Uint8Array;
}

/** Where detection of zero pages happens (the sender's setting). */
export type Detection = "none" | "legacy" | "multifd";

export const DETECTIONS: readonly Detection[] = ["none", "legacy", "multifd"];

/** A page of a block, as queued by a sender. */
export interface PageRef {
  ramblock: string;
  /** Bytes from the start of the block. */
  offset: number;
}
