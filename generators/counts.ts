import { type Arbitrary, constantFrom } from "fast-check";
import { pageCountOf } from "../protocol/layout.ts";

/** pages_alloc, normal_pages and zero_pages of a packet, and the rule they break. */
export interface Counts {
  pagesAlloc: number;
  normalPages: number;
  zeroPages: number;
  /** The first rule broken, in the order RCV-03, RCV-04, RCV-05; absent: they are legal. */
  breaks?: "RCV-03" | "RCV-04" | "RCV-05";
}

/** Constraints of `counts`. */
export interface CountsConstraints {
  /** Bytes. Default 4096. */
  pageSize?: number;
  /** Only legal ones, or only others. Default: both. */
  legal?: boolean;
}

/** Counts at and around every bound, 32-bit wrap-around included. Shrinks to none at all. */
export function counts(constraints: CountsConstraints = {}): Arbitrary<Counts> {
  const { pageSize = 4096, legal } = constraints;
  if (!(pageSize >= 1024 && pageSize <= 65536)) {
    throw new RangeError(`pageSize: ${pageSize} is not from 1024 to 65536`);
  }
  const all = boundaryCountsOf(pageCountOf(pageSize));
  return constantFrom(
    ...all.filter((c) => legal === undefined || legal === (c.breaks === undefined)),
  );
}

const TOP = 2 ** 32 - 1;

/** The whole product of the boundary values of the three counts. */
export function boundaryCountsOf(pageCount: number): Counts[] {
  const all: Counts[] = [];
  for (const pagesAlloc of u32s(0, 1, pageCount - 1, pageCount, pageCount + 1, 2 ** 31, TOP)) {
    for (
      const normalPages of u32s(0, 1, pagesAlloc - 1, pagesAlloc, pagesAlloc + 1, 2 ** 31, TOP)
    ) {
      const left = pagesAlloc - normalPages;
      // The last three wrap around: the 32-bit sum with normalPages is 0, 1, pagesAlloc.
      const wraps = [TOP + 1 - normalPages, TOP + 2 - normalPages, TOP + 1 + left];
      const zeros = u32s(0, 1, left - 1, left, left + 1, pagesAlloc, 2 ** 31, TOP, ...wraps);
      for (const zeroPages of zeros) {
        const breaks = brokenBy(pageCount, pagesAlloc, normalPages, zeroPages);
        all.push({ pagesAlloc, normalPages, zeroPages, ...(breaks && { breaks }) });
      }
    }
  }
  return all;
}

function brokenBy(
  pageCount: number,
  alloc: number,
  normal: number,
  zero: number,
): Counts["breaks"] {
  if (alloc > pageCount) return "RCV-03";
  if (normal > alloc) return "RCV-04";
  if (zero > alloc - normal) return "RCV-05";
}

function u32s(...values: number[]): number[] {
  return [...new Set(values)].filter((v) => v >= 0 && v <= TOP).sort((a, b) => a - b);
}
