/** The 28 bytes that a mapped-ram file has behind each block's name and length. All integers are big-endian. */
import { concat } from "@std/bytes";
import type { Cursor } from "../cursor.ts";
import { u32, u64 } from "../main-channel/fields.ts";
import { PAGE_SIZES } from "../settings.ts";

export interface BlockHeader {
  /** Bytes. */
  pageSize: number;
  /** Both from the start of the file. */
  bitmapOffset: number;
  pagesOffset: number;
}

/** The capability that such a file names in its configuration. */
export const CAPABILITY = "mapped-ram";
export const BLOCK_HEADER_LENGTH = 28;
/** Pages begin at a multiple of this. */
export const PAGES_ALIGNMENT = 1024 * 1024;

const VERSION = 1;

/** Bytes of the bitmap: a bit a whole page, in words of 8 bytes. */
export function bitmapLength(usedLength: number, pageSize: number): number {
  return Math.ceil(Math.floor(usedLength / pageSize) / 64) * 8;
}

export function blockHeader({ pageSize, bitmapOffset, pagesOffset }: BlockHeader): Uint8Array {
  const rest = [pageSize, bitmapOffset, pagesOffset].map((value) => u64(BigInt(value)));
  return concat([u32(VERSION), ...rest]);
}

/** Reads the header of a block of `usedLength` bytes and moves on behind its pages. Both offsets are claims. */
export function readBlockHeader(cursor: Cursor, usedLength: number): BlockHeader {
  const at = cursor.at;
  const version = cursor.u32("version");
  if (version !== VERSION) throw cursor.wrong("version", at, version, VERSION);
  const pageSize = cursor.length("page size");
  const { min, max } = PAGE_SIZES;
  if (pageSize < min || pageSize > max || !Number.isInteger(Math.log2(pageSize))) {
    throw cursor.wrong("page size", at + 4, pageSize, `a power of two from ${min} to ${max}`);
  }
  const bitmapOffset = cursor.length("bitmap offset");
  const pagesOffset = cursor.length("pages offset");
  if (bitmapOffset < cursor.at) {
    throw cursor.wrong("bitmap offset", at + 12, bitmapOffset, cursor.at);
  }
  const bitmapEnd = bitmapOffset + bitmapLength(usedLength, pageSize);
  if (pagesOffset < bitmapEnd) throw cursor.wrong("pages offset", at + 20, pagesOffset, bitmapEnd);
  if (pagesOffset % PAGES_ALIGNMENT !== 0) {
    throw cursor.wrong("pages offset", at + 20, pagesOffset, `a multiple of ${PAGES_ALIGNMENT}`);
  }
  const last = cursor.bytes.length - usedLength;
  if (pagesOffset > last) throw cursor.wrong("pages offset", at + 20, pagesOffset, last);
  cursor.at = pagesOffset + usedLength;
  return { pageSize, bitmapOffset, pagesOffset };
}
