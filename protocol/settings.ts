/** Settings that a sender and a receiver share, checked before the first byte. Each refusal is a RangeError that names its setting. */
import { Buffer } from "node:buffer";
import { type MethodName, METHODS } from "./flags.ts";
import type { RamBlock } from "./ram.ts";

/** Bytes of the smallest and the largest guest page; page sizes are powers of two. */
export const PAGE_SIZES = { min: 1024, max: 64 * 1024 } as const;

/** A greeting's id is one byte and must be below the number of channels. */
export const MAX_CHANNELS = 255;

/** Throws a RangeError unless `pageSize` is a power of two from 1 KiB to 64 KiB. */
export function checkPageSize(pageSize: number): void {
  const { min, max } = PAGE_SIZES;
  if (!(pageSize >= min && pageSize <= max) || !Number.isInteger(Math.log2(pageSize))) {
    throw new RangeError(`pageSize: ${pageSize} is not a power of two from ${min} to ${max}`);
  }
}

/** Throws a RangeError unless `method` is none, zlib or zstd. */
export function checkMethod(method: MethodName): void {
  if (!METHODS.includes(method)) {
    throw new RangeError(`method: ${method} is none of ${METHODS.join(", ")}`);
  }
}

/** Throws a RangeError unless `channels` is an integer from 1 to 255. */
export function checkChannels(channels: number): void {
  if (!Number.isInteger(channels) || channels < 1 || channels > MAX_CHANNELS) {
    throw new RangeError(`channels: ${channels} is not an integer from 1 to ${MAX_CHANNELS}`);
  }
}

/** Throws a RangeError when two blocks share a name, a name does not fit the wire or `bytes` has another length than `usedLength`. */
export function checkBlocks(blocks: readonly RamBlock[]): void {
  const names = new Set<string>();
  for (const { name, usedLength, bytes } of blocks) {
    const length = Buffer.byteLength(name);
    if (length < 1 || length > 255 || name.includes("\0")) {
      throw new RangeError(
        `blocks: name ${JSON.stringify(name)} is not 1 to 255 bytes without NUL`,
      );
    }
    if (names.has(name)) throw new RangeError(`blocks: two are named ${JSON.stringify(name)}`);
    if (bytes.length !== usedLength) {
      throw new RangeError(
        `blocks: ${JSON.stringify(name)} has ${bytes.length} bytes and usedLength ${usedLength}`,
      );
    }
    names.add(name);
  }
}
