import type { Arbitrary } from "fast-check";
import { constantFrom } from "fast-check";
import type { Dice } from "./dice.ts";

/** Constraints of `offset`. */
export interface OffsetConstraints {
  /** Bytes of the block. */
  usedLength: number;
  /** Bytes. Default 4096. */
  pageSize?: number;
  /** Only offsets that a receiver must refuse, or only those it must take. Default: both. */
  within?: boolean;
}

/**
 * Offsets at and around every bound of a block. Shrinks to the first in the list of
 * `boundaryOffsetsOf`.
 */
export function offset(constraints: OffsetConstraints): Arbitrary<bigint> {
  const { usedLength, pageSize = 4096, within } = constraints;
  if (!Number.isSafeInteger(usedLength) || usedLength < 0) {
    throw new RangeError(`usedLength: ${usedLength} is not an integer from 0 to 2^53 - 1`);
  }
  const all = boundaryOffsetsOf(usedLength, pageSize)
    .filter((o) => within === undefined || o.legal === within);
  if (all.length === 0) throw new RangeError(`within: no offset of ${usedLength} bytes is legal`);
  return constantFrom(...all.map((o) => o.offset));
}

export interface BoundaryOffset {
  offset: bigint;
  /** Within the block's bound, used_length − page_size; it may still be unaligned. */
  legal: boolean;
  aligned: boolean;
  /** Class name. */
  name: string;
}

/**
 * 0, the last page, the last page ± a byte and ± a page, unaligned, around 2^31, 2^32, 2^53 and
 * 2^63, 2^64 − 1.
 */
export function boundaryOffsetsOf(usedLength: number, pageSize: number): BoundaryOffset[] {
  const bound = BigInt(usedLength) - BigInt(pageSize);
  const page = BigInt(pageSize);
  const lastPage = bound < 0n ? 0n : bound / page * page;
  const candidates: [string, bigint][] = [
    ["offset-0", 0n],
    ["offset-last-page", lastPage],
    ["offset-bound", bound],
    ["offset-bound-minus-1", bound - 1n],
    ["offset-bound-plus-1", bound + 1n],
    ["offset-last-page-minus-page", lastPage - page],
    ["offset-last-page-plus-page", lastPage + page],
    ["offset-used-length", BigInt(usedLength)],
    ["offset-unaligned", 1n],
    ["offset-unaligned", page - 8n],
  ];
  for (const power of [31n, 32n, 53n, 63n]) {
    const at = 1n << power;
    candidates.push([`offset-2^${power}`, at]);
    candidates.push([`offset-2^${power}`, at - page], [`offset-2^${power}`, at + page]);
    // Only its low bits look legal: a bound computed in fewer bits takes it.
    candidates.push([`offset-2^${power}`, at + lastPage]);
  }
  candidates.push(["offset-2^64-1", TOP], ["offset-2^64-page", TOP + 1n - page]);
  const seen = new Set<bigint>();
  const all: BoundaryOffset[] = [];
  for (const [name, value] of candidates) {
    if (value < 0n || value > TOP || seen.has(value)) continue;
    seen.add(value);
    all.push({ offset: value, legal: value <= bound, aligned: value % page === 0n, name });
  }
  return all;
}

const TOP = (1n << 64n) - 1n;

/** Entries behind the used ones: anything at all. */
export function drawStale(dice: Dice, count: number, pageSize: number): bigint[] {
  return Array.from({ length: count }, () => {
    switch (dice.below(4)) {
      case 0:
        return TOP;
      case 1:
        return dice.u64();
      default:
        return BigInt(dice.below(16) * pageSize);
    }
  });
}
