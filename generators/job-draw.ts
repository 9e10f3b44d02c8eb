/** Draws the passes of a sender's job. */
import type { Dice } from "./dice.ts";
import type { JobDraft } from "./job-draft.ts";
import { drawQueue } from "./page-queue.ts";
import { drawScene, type Scene } from "./scene.ts";
import type { SenderJobConstraints } from "./sender-job.ts";

export function drawJob(dice: Dice, constraints: SenderJobConstraints): JobDraft {
  const drawn = drawScene(dice, constraints, { level: constraints.level });
  const scene = constraints.mappedRam && !drawn.fixedBlocks ? inWholePages(drawn) : drawn;
  const count = constraints.passes ? dice.pick([1, 1, 2, 2, 3, 4]) : 1;
  const passes = Array.from({ length: count }, (_, i) => {
    const pages = drawQueue(dice, scene.blocks, scene.pageSize);
    // In a later pass, some pages are queued although nothing was written to them.
    return pages.map((p) => i > 0 && dice.once(8) ? { block: p.block, page: p.page } : p);
  });
  return { scene, passes, wholeRam: !constraints.queue || dice.once(6) };
}

/** A mapped-ram file's total length has its flag in the bits below the page size: there are no half pages. */
function inWholePages(scene: Scene): Scene {
  const { pageSize, blocks } = scene;
  const whole = (length: number) => Math.max(Math.ceil(length / pageSize), 1) * pageSize;
  return { ...scene, blocks: blocks.map((b) => ({ ...b, usedLength: whole(b.usedLength) })) };
}
