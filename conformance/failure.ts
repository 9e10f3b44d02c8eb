import type { Problem } from "./check.ts";

/** A failing case, as small as it could be made. */
export interface Failure {
  testCase: unknown;
  seen: unknown;
  problem: Problem;
  seed: number;
  /** fast-check's path of the drawn case, or `fixed:N`. */
  path: string;
  shrinks: number;
}

/** Pages named in a case: the measure of how small it is. */
export function pagesIn(testCase: unknown): number {
  const { steps, passes } = testCase as {
    steps?: { kind: string; packet?: { normal: unknown[]; zero: unknown[] } }[];
    passes?: { queue: unknown[] }[];
  };
  let pages = 0;
  for (const step of steps ?? []) {
    pages += step.kind === "zero"
      ? 1
      : (step.packet?.normal.length ?? 0) + (step.packet?.zero.length ?? 0);
  }
  for (const pass of passes ?? []) pages += pass.queue.length;
  return pages;
}
