/** A sender's job before it is brought into line with the rules: what is drawn and shrunk. */
import type { Detection, PageRef } from "../protocol/ram.ts";
import type { PageFill } from "./case.ts";
import { withOneSmaller, withoutSome } from "./drawing.ts";
import { isZeroFill } from "./fill.ts";
import type { PassSpec, SenderJob } from "./job.ts";
import { ONES, ZERO } from "./page-fill.ts";
import { pagesOfBlock, type Scene } from "./scene.ts";

/** A page that a pass sends; `fill` is written to it before. */
export interface DraftPage {
  block: number;
  page: number;
  fill?: PageFill;
}

export interface JobDraft {
  scene: Scene;
  /** The first pass's fills are RAM at the start. No page twice in a pass. */
  passes: DraftPage[][];
  /** Queue all pages of all blocks in each pass. */
  wholeRam: boolean;
}

export function buildJob(
  draft: JobDraft,
  settings: { detection: Detection; multifd: boolean; mappedRam: boolean },
): SenderJob {
  const { scene, passes } = draft;
  const { pageSize, channels, method, level } = scene;
  const blocks = scene.blocks.map(({ name, usedLength }) => ({
    name,
    usedLength,
    pages: [] as PageFill[],
  }));
  for (const { block, page, fill } of passes[0] ?? []) {
    const { pages } = blocks[block];
    while (pages.length <= page) pages.push(ZERO);
    pages[page] = fill ?? ZERO;
  }
  const refOf = ({ block, page }: DraftPage): PageRef => ({
    ramblock: scene.blocks[block].name,
    offset: page * pageSize,
  });
  const specs = passes.map((pages, i): PassSpec => ({
    writes: i === 0 ? [] : pages.filter((p) => p.fill).map((p) => ({ ...refOf(p), fill: p.fill! })),
    queue: draft.wholeRam && i === 0 ? allPages(scene) : pages.map(refOf),
  }));
  return { pageSize, channels, method, level, ...settings, blocks, passes: specs, classes: [] };
}

/** Smaller jobs: fewer passes, fewer pages, plainer fills, a smaller scene. */
export function* smallerJob(draft: JobDraft, queue: boolean): Iterable<JobDraft> {
  for (const passes of withoutSome(draft.passes, 1)) yield { ...draft, passes };
  if (draft.wholeRam && queue) yield { ...draft, wholeRam: false };
  for (const passes of withOneSmaller(draft.passes, smallerPass)) yield { ...draft, passes };
  yield* smallerScene(draft);
}

function* smallerPass(pages: DraftPage[]): Iterable<DraftPage[]> {
  yield* withoutSome(pages);
  const plain = (p: DraftPage) => !p.fill || p.fill === ONES || isZeroFill(p.fill);
  if (!pages.every(plain)) yield pages.map((p) => plain(p) ? p : { ...p, fill: ONES });
  yield* withOneSmaller(pages, function* (p) {
    if (p.page > 0 && !pages.some((o) => o.block === p.block && o.page === 0)) {
      yield { ...p, page: 0 };
    }
  });
}

function* smallerScene(draft: JobDraft): Iterable<JobDraft> {
  const { scene, passes } = draft;
  if (scene.level !== 1) yield { ...draft, scene: { ...scene, level: 1 } };
  if (scene.channels > 1) yield { ...draft, scene: { ...scene, channels: 1 } };
  if (scene.fixedBlocks) return;
  const used = new Set(passes.flat().map((p) => p.block));
  if (used.size < scene.blocks.length && used.size > 0) {
    const kept = [...scene.blocks.keys()].filter((i) => used.has(i));
    const renumbered = passes.map((pages) =>
      pages.map((p) => ({ ...p, block: kept.indexOf(p.block) }))
    );
    const blocks = kept.map((i) => scene.blocks[i]);
    yield { ...draft, passes: renumbered, scene: { ...scene, blocks } };
  }
  for (const [i, block] of scene.blocks.entries()) {
    const least = 1 + Math.max(0, ...passes.flat().filter((p) => p.block === i).map((p) => p.page));
    const usedLength = least * scene.pageSize;
    if (usedLength < block.usedLength) {
      yield {
        ...draft,
        scene: { ...scene, blocks: scene.blocks.with(i, { ...block, usedLength }) },
      };
    }
  }
}

function allPages(scene: Scene): PageRef[] {
  const all: PageRef[] = [];
  for (const block of scene.blocks) {
    for (let page = 0; page < pagesOfBlock(block, scene.pageSize); page++) {
      all.push({ ramblock: block.name, offset: page * scene.pageSize });
    }
  }
  return all;
}
