import type { Arbitrary } from "fast-check";
import type { PageFill } from "./case.ts";
import type { Dice } from "./dice.ts";
import { arbitraryOfValues } from "./drawing.ts";

/** Constraints of `pageFill`. */
export interface PageFillConstraints {
  /** Bytes; a power of two. Default 4096. */
  pageSize?: number;
  /** False: never a page that is all zero. Default true. */
  zero?: boolean;
}

/**
 * Contents of a page: zero, zero but for one byte (the first, the last or one beside a word
 * boundary), one value, half-filled, text, random. Shrinks to a page of ones.
 */
export function pageFill(constraints: PageFillConstraints = {}): Arbitrary<PageFill> {
  const { pageSize = 4096, zero = true } = constraints;
  if (!Number.isInteger(Math.log2(pageSize)) || pageSize < 16) {
    throw new RangeError(`pageSize: ${pageSize} is not a power of two of at least 16`);
  }
  return arbitraryOfValues({
    draw: (dice) => zero && dice.once(6) ? ZERO : drawData(dice, pageSize),
    smaller: smallerFill,
  });
}

/** The fill of an all-zero page. */
export const ZERO: PageFill = Object.freeze({ kind: "zero" });
/** The simplest fill with data. */
export const ONES: PageFill = Object.freeze({ kind: "repeat", value: 1 });

/** A fill that cannot be compressed, not even behind all that is drawn: no other has its seed. */
export function noise(number: number): PageFill {
  return { kind: "random", seed: 1000 + number };
}

/** Seeds and values are few, so that the bytes of most pages are expanded already. */
const KINDS = 128;
const VALUES = 32;

/** A fill with at least one byte set. */
export function drawData(dice: Dice, pageSize: number): PageFill {
  const bits = dice.u32();
  const value = 1 + 8 * ((bits >>> 8) % VALUES);
  switch (bits & 7) {
    case 0:
    case 1:
      return {
        kind: "byte",
        at: bytePosition((bits >>> 16) % 12, pageSize),
        value: 1 << ((bits >>> 8) % 8),
      };
    case 2:
      return { kind: "repeat", value };
    case 3:
      return { kind: "half", value };
    case 4:
      // Few: to compress one takes as long as twenty others.
      if ((bits >>> 28) % 4 === 0) return { kind: "random", seed: (bits >>> 16) % KINDS };
      break;
  }
  return { kind: "text", number: (bits >>> 16) % KINDS };
}

/**
 * Where the only byte of a page may hide: first, last, and on both sides of boundaries of words and
 * vectors.
 */
export function bytePosition(index: number, pageSize: number): number {
  switch (index) {
    case 0:
    case 1:
    case 2:
      return 0;
    case 3:
    case 4:
    case 5:
      return pageSize - 1;
    case 6:
      return 7;
    case 7:
      return 8;
    case 8:
      return 64;
    case 9:
      return pageSize / 2 - 1;
    case 10:
      return pageSize / 2;
    default:
      return pageSize - 9;
  }
}

export function* smallerFill(fill: PageFill): Iterable<PageFill> {
  if (fill.kind === "repeat" && fill.value === 1) return;
  yield ONES;
  if (fill.kind === "byte" && fill.at > 0) yield { ...fill, at: 0 };
}
