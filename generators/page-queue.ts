import type { Arbitrary } from "fast-check";
import { pageCountOf } from "../protocol/layout.ts";
import type { PageRef, RamBlockInfo } from "../protocol/ram.ts";
import type { PageFill } from "./case.ts";
import type { Dice } from "./dice.ts";
import { arbitraryOf, withoutSome } from "./drawing.ts";
import { drawData, ZERO } from "./page-fill.ts";

/** Constraints of `pageQueue`. */
export interface PageQueueConstraints {
  /** Default: `ram` with 16 pages. */
  blocks?: readonly RamBlockInfo[];
  /** Bytes. Default 4096. */
  pageSize?: number;
}

/**
 * Pages in the order in which a sender queues them, with their contents: none, one, a full packet
 * and one more or less, all of a block; all zero, all data, in turn; block by block or mixed. No
 * page twice. Shrinks to none.
 */
export function pageQueue(
  constraints: PageQueueConstraints = {},
): Arbitrary<(PageRef & { fill: PageFill })[]> {
  const { pageSize = 4096 } = constraints;
  const { blocks = [{ name: "ram", usedLength: 16 * pageSize }] } = constraints;
  if (!(pageSize >= 1024 && pageSize <= 65536)) {
    throw new RangeError(`pageSize: ${pageSize} is not from 1024 to 65536`);
  }
  return arbitraryOf(
    { draw: (dice) => drawQueue(dice, blocks, pageSize), smaller: (pages) => withoutSome(pages) },
    (pages) =>
      pages.map(({ block, page, fill }) => ({
        ramblock: blocks[block].name,
        offset: page * pageSize,
        fill,
      })),
  );
}

/** A queued page: index of its block and number in it. */
export interface QueuedPage {
  block: number;
  page: number;
  fill: PageFill;
}

export function drawQueue(
  dice: Dice,
  blocks: readonly RamBlockInfo[],
  pageSize: number,
): QueuedPage[] {
  const usable = [...blocks.keys()].filter((i) => blocks[i].usedLength >= pageSize);
  if (usable.length === 0 || dice.once(16)) return [];
  const fillAt = drawFills(dice, pageSize);
  const pages: QueuedPage[] = [];
  for (const block of dice.once(3) ? [dice.pick(usable)] : usable) {
    const all = Math.floor(blocks[block].usedLength / pageSize);
    for (const page of dice.distinct(drawCount(dice, all, pageSize), all)) {
      pages.push({ block, page, fill: fillAt(pages.length) });
    }
  }
  switch (dice.below(4)) {
    case 0:
      // The block may change at every page.
      return dice.distinct(pages.length, pages.length).map((i) => pages[i]);
    case 1:
      return pages;
    default:
      return pages.sort((a, b) => a.block - b.block || a.page - b.page);
  }
}

function drawCount(dice: Dice, all: number, pageSize: number): number {
  switch (dice.below(8)) {
    case 0:
      return 1;
    case 1:
      return all;
    case 2:
      return Math.min(all, pageCountOf(pageSize) + dice.below(3) - 1);
    default:
      return dice.between(1, Math.min(all, 12));
  }
}

/** The fill of the n-th page: all zero, all data, zero and data in turn, or any. */
function drawFills(dice: Dice, pageSize: number): (n: number) => PageFill {
  const data = () => drawData(dice, pageSize);
  switch (dice.below(8)) {
    case 0:
      return () => ZERO;
    case 1:
      return data;
    case 2: {
      const odd = dice.below(2);
      return (n) => n % 2 === odd ? ZERO : data();
    }
    default:
      return () => dice.once(2) ? ZERO : data();
  }
}
