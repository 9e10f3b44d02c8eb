import type { MethodName } from "../protocol/flags.ts";
import type { LayoutName } from "../protocol/layout.ts";
import type { RamBlockInfo } from "../protocol/ram.ts";

/**
 * What a case may ask of whoever is to be judged; every case is drawn within it.
 *
 * @example
 * ```ts
 * import type { Shape } from "@multifd/conformance";
 * const shape: Shape = {
 *   method: "zstd", layout: "patch", pageSizes: [4096, 65536], maxChannels: 2,
 * };
 * ```
 */
export interface Shape {
  /** Of every payload. */
  method: MethodName;
  /** With `before-patch` no packet has zero pages. */
  layout: LayoutName;
  /**
   * Bytes; powers of two from 1 KiB to 64 KiB. A case has one of them; the first is the simplest.
   */
  pageSizes: readonly number[];
  /**
   * The blocks there are, where no others can be had; at least one holds a page. Absent: small
   * blocks of any name and size.
   */
  blocks?: readonly RamBlockInfo[];
  /** 1 to 255. */
  maxChannels: number;
}

/** Throws a RangeError that names the constraint unless cases can be drawn within `shape`. */
export function checkShape(shape: Shape): void {
  const { pageSizes, maxChannels, blocks } = shape;
  if (pageSizes.length === 0) throw new RangeError("pageSizes: at least one is needed");
  for (const size of pageSizes) {
    if (!(size >= 1024 && size <= 65536) || !Number.isInteger(Math.log2(size))) {
      throw new RangeError(`pageSizes: ${size} is not a power of two from 1024 to 65536`);
    }
  }
  if (!Number.isInteger(maxChannels) || maxChannels < 1 || maxChannels > 255) {
    throw new RangeError(`maxChannels: ${maxChannels} is not an integer from 1 to 255`);
  }
  if (blocks && !blocks.some((b) => b.usedLength >= Math.max(...pageSizes))) {
    throw new RangeError("blocks: none of them holds a page");
  }
}
