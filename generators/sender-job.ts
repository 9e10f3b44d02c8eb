import type { Arbitrary } from "./arbitrary.ts";
import { pageCountOf } from "../protocol/layout.ts";
import type { Detection } from "../protocol/ram.ts";
import { arbitraryOf } from "./drawing.ts";
import { buildJob, type JobDraft, smallerJob } from "./job-draft.ts";
import { drawJob } from "./job-draw.ts";
import type { SenderJob } from "./job.ts";
import { checkShape, type Shape } from "./shape.ts";

/**
 * Constraints of `senderJob`.
 *
 * @example
 * ```ts
 * import type { SenderJobConstraints } from "@multifd/conformance";
 * const constraints: SenderJobConstraints = {
 *   method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2,
 *   detection: "multifd", passes: true, queue: true,
 * };
 * ```
 */
export interface SenderJobConstraints extends Shape {
  /** Of every job. */
  detection: Detection;
  /** RAM can be written and pages queued again after the first pass. */
  passes: boolean;
  /** Queues can be chosen. Otherwise each queue holds all pages, block by block. */
  queue: boolean;
  /** Default true. False: the multifd capability is off (SND-22). */
  multifd?: boolean;
  /** Default false. True: a mapped-ram file (SND-20, SND-21). */
  mappedRam?: boolean;
  /**
   * Compression level of every job; zlib 0 to 9, zstd 1 to 20. Default: mostly 1, none that takes
   * long.
   */
  level?: number;
}

/**
 * Jobs of a sender: RAM contents, then passes over queued pages. Every page that is not zero is
 * queued in the first pass and every page that is written is queued in its pass, so a receiver
 * whose RAM starts as zero ends with the sender's RAM. Shrinks to one pass over few pages.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { senderJob } from "@multifd/conformance";
 * const [job] = fc.sample(senderJob({
 *   method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2,
 *   detection: "multifd", passes: true, queue: true,
 * }), 1);
 * console.log(job.passes.map((p) => p.queue.length));
 * ```
 */
export function senderJob(constraints: SenderJobConstraints): Arbitrary<SenderJob> {
  checkShape(constraints);
  const { multifd = true, mappedRam = false } = constraints;
  if (mappedRam && constraints.method !== "none") {
    throw new RangeError(`mappedRam: does not go with method ${constraints.method}`);
  }
  checkLevel(constraints);
  return arbitraryOf({
    draw: (dice) => drawJob(dice, constraints),
    smaller: (draft) => smallerJob(draft, constraints.queue),
  }, (draft: JobDraft) => {
    const job = buildJob(draft, { detection: constraints.detection, multifd, mappedRam });
    job.classes = jobClassesOf(job);
    return job;
  });
}

function checkLevel({ method, level }: SenderJobConstraints): void {
  if (level === undefined || method === "none") return;
  const [least, most] = method === "zlib" ? [0, 9] : [1, 20];
  if (!Number.isInteger(level) || level < least || level > most) {
    throw new RangeError(`level: ${level} is not an integer from ${least} to ${most}`);
  }
}

/** Every class that `jobClassesOf` knows. */
export const JOB_CLASSES = [
  "queue-empty",
  "queue-one",
  "queue-full",
  "queue-all-zero",
  "queue-all-normal",
  "queue-alternating",
  "queue-block-change",
  "queue-whole-ram",
  "one-pass",
  "many-passes",
  "page-zero-again",
  "one-channel",
  "many-channels",
  "blocks-many",
] as const;

/** The classes of a job; sorted as in `JOB_CLASSES`. */
export function jobClassesOf(job: Omit<SenderJob, "classes">): string[] {
  const found = new Set<typeof JOB_CLASSES[number]>();
  /** Of each block, the offsets of pages with data. */
  const data = new Map<string, Set<number>>();
  let pagesOfRam = 0;
  for (const { name, usedLength, pages } of job.blocks) {
    pagesOfRam += Math.floor(usedLength / job.pageSize);
    const offsets = new Set<number>();
    for (let i = 0; i < pages.length; i++) {
      if (pages[i].kind !== "zero") offsets.add(i * job.pageSize);
    }
    data.set(name, offsets);
  }
  for (const [i, { writes, queue }] of job.passes.entries()) {
    for (const { ramblock, offset, fill } of writes) {
      const offsets = data.get(ramblock)!;
      if (fill.kind !== "zero") offsets.add(offset);
      else if (offsets.delete(offset) && i > 0) found.add("page-zero-again");
    }
    const zeros = queue.map(({ ramblock, offset }) => !data.get(ramblock)!.has(offset));
    if (queue.length === 0) found.add("queue-empty");
    else if (zeros.every((z) => z)) found.add("queue-all-zero");
    else if (zeros.every((z) => !z)) found.add("queue-all-normal");
    if (queue.length === 1) found.add("queue-one");
    if (queue.length >= pageCountOf(job.pageSize)) found.add("queue-full");
    if (queue.length > 2 && zeros.every((z, at) => at === 0 || z !== zeros[at - 1])) {
      found.add("queue-alternating");
    }
    if (queue.some((page, at) => at > 0 && page.ramblock !== queue[at - 1].ramblock)) {
      found.add("queue-block-change");
    }
    if (queue.length === pagesOfRam) found.add("queue-whole-ram");
  }
  found.add(job.passes.length > 1 ? "many-passes" : "one-pass");
  found.add(job.channels > 1 ? "many-channels" : "one-channel");
  if (job.blocks.length > 1) found.add("blocks-many");
  return JOB_CLASSES.filter((name) => found.has(name));
}
