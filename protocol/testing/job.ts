/** Drawn migrations, small ones, for the tests of sender and receiver. */
import fc from "fast-check";
import type { MethodName } from "../flags.ts";
import type { Detection, PageRef, RamBlock } from "../ram.ts";
import { filledPage, PAGE_FILLS, type PageFill } from "./page-fill.ts";

export interface Job {
  pageSize: number;
  channels: number;
  method: MethodName;
  detection: Detection;
  blocks: { name: string; usedLength: number }[];
  /** What is written before each pass, and queued in it. */
  passes: (PageRef & { fill: PageFill })[][];
}

export interface JobConstraints {
  methods?: readonly MethodName[];
  detections?: readonly Detection[];
  pageSizes?: readonly number[];
}

/** Jobs over two blocks; with pages of 64 KiB packets get full. No page twice in a pass. */
export function job(constraints: JobConstraints = {}): fc.Arbitrary<Job> {
  const {
    methods = ["none", "zlib", "zstd"],
    detections = ["none", "legacy", "multifd"],
    pageSizes = [1024, 4096, 16 * 1024, 64 * 1024],
  } = constraints;
  const page = fc.record({
    block: fc.nat({ max: 1 }),
    page: fc.nat({ max: PAGES - 1 }),
    fill: fc.constantFrom(...PAGE_FILLS),
  });
  const pass = fc.uniqueArray(page, {
    selector: ({ block, page }) => `${block} ${page}`,
    maxLength: 2 * PAGES,
    size: "max",
  });
  return fc.record({
    pageSize: fc.constantFrom(...pageSizes),
    channels: fc.integer({ min: 1, max: 4 }),
    method: fc.constantFrom(...methods),
    detection: fc.constantFrom(...detections),
    passes: fc.array(pass, { minLength: 1, maxLength: 3 }),
  }).map(({ passes, ...settings }) => {
    const { pageSize } = settings;
    const blocks = [
      { name: "pc.ram", usedLength: PAGES * pageSize },
      { name: "ü".repeat(127), usedLength: PAGES * pageSize + 7 },
    ];
    const queues = passes.map((pages) =>
      pages.map(({ block, page, fill }) => ({
        ramblock: blocks[block].name,
        offset: page * pageSize,
        fill,
      }))
    );
    return { ...settings, blocks, passes: queues };
  });
}

const PAGES = 12;

/** The blocks of a job, all zero. */
export function emptyBlocks({ blocks }: Pick<Job, "blocks">): RamBlock[] {
  return blocks.map((block) => ({ ...block, bytes: new Uint8Array(block.usedLength) }));
}

/** Writes what changes before a pass. */
export function writePass(blocks: RamBlock[], pass: Job["passes"][0], pageSize: number): void {
  for (const { ramblock, offset, fill } of pass) {
    const { bytes } = blocks.find(({ name }) => name === ramblock)!;
    bytes.set(filledPage(fill, pageSize, offset), offset);
  }
}
