/**
 * A RAM block as the wire knows it.
 *
 * @example
 * ```ts
 * import type { RamBlockInfo } from "@multifd/conformance";
 * const block: RamBlockInfo = { name: "ram", usedLength: 16 * 1024 * 1024 };
 * ```
 */
export interface RamBlockInfo {
  /** 1 to 255 bytes of UTF-8. */
  name: string;
  /** Bytes in use; at most 2^53 − 1. */
  usedLength: number;
}

/**
 * A RAM block with its contents: `bytes.length === usedLength`.
 *
 * @example
 * ```ts
 * import type { RamBlock } from "@multifd/conformance";
 * const block: RamBlock = { name: "ram", usedLength: 8192, bytes: new Uint8Array(8192) };
 * ```
 */
export interface RamBlock extends RamBlockInfo {
  /** What it holds. */
  bytes: Uint8Array;
}

/**
 * A RAM block page by page; the last page may be cut. Pages are shared: not to be written to.
 *
 * @example
 * ```ts
 * import type { PagedBlock } from "@multifd/conformance";
 * const page = new Uint8Array(4096);
 * const block: PagedBlock = { name: "ram", usedLength: 8192, pages: [page, page] };
 * ```
 */
export interface PagedBlock extends RamBlockInfo {
  /** In the order of their offsets. */
  pages: Uint8Array[];
}

/**
 * Where detection of zero pages happens (the sender's setting).
 *
 * @example
 * ```ts
 * import type { Detection } from "@multifd/conformance";
 * const setting: Detection = "multifd";
 * ```
 */
export type Detection = "none" | "legacy" | "multifd";

export const DETECTIONS: readonly Detection[] = ["none", "legacy", "multifd"];

/**
 * A page of a block, as queued by a sender.
 *
 * @example
 * ```ts
 * import type { PageRef } from "@multifd/conformance";
 * const second: PageRef = { ramblock: "ram", offset: 4096 };
 * ```
 */
export interface PageRef {
  /** The block's name. */
  ramblock: string;
  /** Bytes from the start of the block. */
  offset: number;
}
