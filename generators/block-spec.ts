import type { Arbitrary } from "fast-check";
import { pageCountOf } from "../protocol/layout.ts";
import type { RamBlockInfo } from "../protocol/ram.ts";
import type { BlockSpec, PageFill } from "./case.ts";
import { drawName, siblingName } from "./block-name.ts";
import { Dice } from "./dice.ts";
import { arbitraryOf, smallerIntegers } from "./drawing.ts";
import { drawData, ZERO } from "./page-fill.ts";

/** Constraints of `blockSpec`. */
export interface BlockSpecConstraints {
  /** Bytes. Default 4096. */
  pageSize?: number;
  /** Most pages. Default 64. */
  maxPages?: number;
  /** False: all zero. Default true. */
  data?: boolean;
}

/**
 * A RAM block with its contents: shorter than a page, one page, many, with and without a rest
 * behind the last whole page. Shrinks to few pages that are all zero.
 */
export function blockSpec(constraints: BlockSpecConstraints = {}): Arbitrary<BlockSpec> {
  const { pageSize = 4096, maxPages = 64, data = true } = constraints;
  if (!(pageSize >= 1024)) throw new RangeError(`pageSize: ${pageSize} is below 1024`);
  if (!(maxPages >= 1)) throw new RangeError(`maxPages: ${maxPages} is below 1`);
  return arbitraryOf({
    draw: (dice) => ({
      name: drawName(dice),
      usedLength: Math.min(drawLength(dice, pageSize), maxPages * pageSize),
      seed: data ? dice.u32() : 0,
    }),
    *smaller(draft) {
      if (draft.seed !== 0) yield { ...draft, seed: 0 };
      for (const usedLength of smallerIntegers(draft.usedLength)) yield { ...draft, usedLength };
    },
  }, ({ name, usedLength, seed }) => ({
    name,
    usedLength,
    pages: drawContents(seed, Math.ceil(usedLength / pageSize), pageSize),
  }));
}

/** One to three blocks of different names, the first with at least `leastPages` pages. */
export function drawBlocks(dice: Dice, pageSize: number, leastPages: number): RamBlockInfo[] {
  const blocks: RamBlockInfo[] = [];
  const count = dice.pick([1, 1, 1, 2, 2, 3]);
  while (blocks.length < count) {
    const sibling = blocks.length > 0 && dice.once(2);
    const name = sibling ? siblingName(dice, blocks[0].name) : drawName(dice);
    if (blocks.some((b) => b.name === name)) continue;
    const usedLength = drawLength(dice, pageSize);
    const least = blocks.length === 0 ? leastPages * pageSize : 0;
    blocks.push({ name, usedLength: usedLength < least ? usedLength + least : usedLength });
  }
  return blocks;
}

/** Contents of `pages` pages: about a third of them zero; all of them for seed 0. */
export function drawContents(seed: number, pages: number, pageSize: number): PageFill[] {
  if (seed === 0) return [];
  const dice = new Dice(seed, pages);
  return Array.from({ length: pages }, () => dice.once(3) ? ZERO : drawData(dice, pageSize));
}

function drawLength(dice: Dice, pageSize: number): number {
  switch (dice.below(16)) {
    case 0:
      return dice.pick([0, 1, pageSize / 2, pageSize - 1]);
    case 1:
    case 2:
      return pageSize;
    case 3:
    case 4:
      return dice.between(1, 8) * pageSize + dice.pick([1, 8, pageSize / 2, pageSize - 1]);
    case 5:
      return drawMany(dice, pageSize) * pageSize;
    default:
      return dice.between(2, 12) * pageSize;
  }
}

/** Up to 64, and to two full packets: 64 pages of the largest size would be most of what a run has to move. */
function drawMany(dice: Dice, pageSize: number): number {
  const most = Math.min(64, 2 * pageCountOf(pageSize));
  return dice.between(most / 4 + 1, most);
}
