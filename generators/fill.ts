/** The bytes that the words for them stand for. */
import { Buffer } from "node:buffer";
import type { BlockSpec, PageFill } from "./case.ts";
import type { PagedBlock, RamBlock } from "../protocol/ram.ts";
import { Dice } from "./dice.ts";
import { ZERO } from "./page-fill.ts";

/** Expanded pages are kept up to so many bytes, then all are dropped. */
const CACHE_BYTES = 24 * 1024 * 1024;
const cache = new Map<number, Map<number, Uint8Array>>();
let cachedBytes = 0;

/**
 * The bytes of a page. Shared between callers: not to be written to. Throws a RangeError when `at`
 * of a `byte` fill is outside the page.
 *
 * @example
 * ```ts
 * import { pageBytes } from "./fill.ts";
 * console.log(pageBytes({ kind: "byte", at: 4095, value: 1 }, 4096)[4095]); // 1
 * ```
 */
export function pageBytes(fill: PageFill, pageSize: number): Uint8Array {
  let pages = cache.get(pageSize);
  if (!pages) cache.set(pageSize, pages = new Map());
  const key = keyOf(fill);
  const known = pages.get(key);
  if (known) return known;
  const bytes = expand(fill, pageSize);
  if (cachedBytes + pageSize > CACHE_BYTES) {
    for (const other of cache.values()) other.clear();
    cachedBytes = 0;
  }
  cachedBytes += pageSize;
  pages.set(key, bytes);
  return bytes;
}

/**
 * The bytes of a block, a new array at each call unless one of `usedLength` bytes is given, which is
 * written over; a page that does not fit whole is cut at the block's end.
 */
export function blockBytes(spec: BlockSpec, pageSize: number, given?: Uint8Array): Uint8Array {
  const bytes = given?.fill(0) ?? new Uint8Array(spec.usedLength);
  for (const [i, fill] of spec.pages.entries()) {
    const at = i * pageSize;
    if (fill.kind === "zero" || at >= bytes.length) continue;
    bytes.set(pageBytes(fill, pageSize).subarray(0, bytes.length - at), at);
  }
  return bytes;
}

/** RAM before the first packet of a case or the first pass of a job. */
export function initialRam(of: { blocks: readonly BlockSpec[]; pageSize: number }): RamBlock[] {
  return of.blocks.map((spec) => ({
    name: spec.name,
    usedLength: spec.usedLength,
    bytes: blockBytes(spec, of.pageSize),
  }));
}

/** The same page by page. */
export function initialPages(
  { blocks, pageSize }: { blocks: readonly BlockSpec[]; pageSize: number },
): PagedBlock[] {
  const zero = pageBytes(ZERO, pageSize);
  return blocks.map(({ name, usedLength, pages: fills }) => {
    const pages: Uint8Array[] = [];
    for (let left = usedLength; left > 0; left -= pageSize) {
      const fill = fills[pages.length];
      const page = fill ? pageBytes(fill, pageSize) : zero;
      pages.push(left < pageSize ? page.subarray(0, left) : page);
    }
    return { name, usedLength, pages };
  });
}

/** True when every byte of the page is zero. */
export function isZeroFill(fill: PageFill): boolean {
  switch (fill.kind) {
    case "zero":
      return true;
    case "byte":
    case "repeat":
    case "half":
      return fill.value === 0;
    default:
      return false;
  }
}

/** A number for each different fill: below 2^53 as every part is below 2^32. */
function keyOf(fill: PageFill): number {
  switch (fill.kind) {
    case "zero":
      return 0;
    case "byte":
      return 2 ** 32 + fill.at * 256 + fill.value;
    case "repeat":
      return 2 * 2 ** 32 + fill.value;
    case "half":
      return 3 * 2 ** 32 + fill.value;
    case "text":
      return 4 * 2 ** 32 + fill.number;
    case "random":
      return 5 * 2 ** 32 + fill.seed;
  }
}

function expand(fill: PageFill, pageSize: number): Uint8Array {
  const bytes = new Uint8Array(pageSize);
  switch (fill.kind) {
    case "zero":
      break;
    case "byte":
      if (!(fill.at < pageSize)) {
        throw new RangeError(`at: ${fill.at} is not below the page size ${pageSize}`);
      }
      bytes[fill.at] = fill.value;
      break;
    case "repeat":
      bytes.fill(fill.value);
      break;
    case "half":
      bytes.fill(fill.value, pageSize / 2);
      break;
    case "text":
      fillWithText(bytes, fill.number);
      break;
    case "random":
      fillAtRandom(bytes, fill.seed);
      break;
  }
  return bytes;
}

function fillWithText(bytes: Uint8Array, number: number): void {
  const line = `Page ${number} of the guest holds this line of text.\n`;
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).fill(line);
}

function fillAtRandom(bytes: Uint8Array, seed: number): void {
  const dice = new Dice(seed, 0);
  for (let at = 0; at < bytes.length; at += 4) {
    const word = dice.u32();
    bytes[at] = word;
    bytes[at + 1] = word >>> 8;
    bytes[at + 2] = word >>> 16;
    bytes[at + 3] = word >>> 24;
  }
}
