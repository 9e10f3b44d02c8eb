/** Draws the passes of a sender's job. */
import { pageCountOf } from "../protocol/layout.ts";
import type { PageFill } from "./case.ts";
import type { Dice } from "./dice.ts";
import type { DraftPage, JobDraft } from "./job-draft.ts";
import { drawData, ZERO } from "./page-fill.ts";
import { drawScene, pagesOfBlock, type Scene, usableBlocks } from "./scene.ts";
import type { SenderJobConstraints } from "./sender-job.ts";

export function drawJob(dice: Dice, constraints: SenderJobConstraints): JobDraft {
  const scene = drawScene(dice, constraints);
  const count = constraints.passes ? dice.pick([1, 1, 2, 2, 3, 4]) : 1;
  const passes = Array.from({ length: count }, (_, i) => drawPass(dice, scene, i > 0));
  return { scene, passes, wholeRam: !constraints.queue || dice.once(6) };
}

/** With `again`, some pages are queued although nothing was written to them. */
function drawPass(dice: Dice, scene: Scene, again: boolean): DraftPage[] {
  const usable = usableBlocks(scene);
  if (usable.length === 0 || dice.once(16)) return [];
  const fillAt = drawFills(dice, scene.pageSize);
  const pages: DraftPage[] = [];
  for (const block of dice.once(3) ? [dice.pick(usable)] : usable) {
    const all = pagesOfBlock(scene.blocks[block], scene.pageSize);
    for (const page of dice.distinct(drawCount(dice, all, scene.pageSize), all)) {
      const fill = again && dice.once(8) ? undefined : fillAt(pages.length);
      pages.push({ block, page, fill });
    }
  }
  // Pages queued in any order change the block at every other page.
  if (dice.once(4)) return dice.distinct(pages.length, pages.length).map((i) => pages[i]);
  return dice.once(2) ? pages.sort((a, b) => a.block - b.block || a.page - b.page) : pages;
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
