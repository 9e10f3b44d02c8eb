import type { BlockSpec, Step } from "../case.ts";
import type { SenderJob } from "../job.ts";
import { CaseJsonError } from "./error.ts";

type Check = (path: string, ramblock: string, offset: bigint) => void;

/** Throws a CaseJsonError for the first page of a legal step that is not in a block. */
export function checkSteps(
  steps: readonly Step[],
  blocks: readonly BlockSpec[],
  pageSize: number,
): void {
  const check = checkIn(blocks, pageSize);
  for (const [i, step] of steps.entries()) {
    const path = `case.steps[${i}]`;
    if (step.kind === "zero") check(path, step.ramblock, step.offset);
    if (step.kind !== "packet") continue;
    const { ramblock, normal, zero } = step.packet;
    for (const { offset } of normal) check(`${path}.packet`, ramblock, offset);
    for (const offset of zero) check(`${path}.packet`, ramblock, offset);
  }
}

/** The same for the pages that a job writes and queues. */
export function checkPasses({ passes, blocks, pageSize }: SenderJob): void {
  const check = checkIn(blocks, pageSize);
  for (const [i, { writes, queue }] of passes.entries()) {
    for (const { ramblock, offset } of [...writes, ...queue]) {
      check(`job.passes[${i}]`, ramblock, BigInt(offset));
    }
  }
}

function checkIn(blocks: readonly BlockSpec[], pageSize: number): Check {
  const lengths = new Map(blocks.map(({ name, usedLength }) => [name, usedLength]));
  return (path, ramblock, offset) => {
    const length = lengths.get(ramblock);
    if (length === undefined) {
      throw new CaseJsonError(`${path}.ramblock`, "a block of its own", JSON.stringify(ramblock));
    }
    if (offset + BigInt(pageSize) > length) {
      const expected = `offsets of pages in the block's ${length} bytes`;
      throw new CaseJsonError(path, expected, `offset ${offset}`);
    }
  };
}
