/** Tries mutations in several workers. */
import { Worker } from "node:worker_threads";
import type { Outcome } from "./trial.ts";

export interface Share {
  /** Of the mutations in the scope. */
  indices: number[];
  seed: number;
  runs: number;
}

interface Options {
  indices: readonly number[];
  seed: number;
  runs: number;
  jobs: number;
  onOutcome?(done: number): void;
}

/** Outcomes in the order of the indices. */
export async function tryAll(
  { indices, seed, runs, jobs, onOutcome }: Options,
): Promise<Outcome[]> {
  const outcomes = new Map<number, Outcome>();
  await Promise.all(Array.from({ length: Math.min(jobs, indices.length) }, (_, job) => {
    const share: Share = { indices: indices.filter((_, i) => i % jobs === job), seed, runs };
    return work(share, (index, outcome) => {
      outcomes.set(index, outcome);
      onOutcome?.(outcomes.size);
    });
  }));
  return indices.map((index) => outcomes.get(index)!);
}

async function work(share: Share, told: (index: number, outcome: Outcome) => void): Promise<void> {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: share });
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on("message", (message: "done" | { index: number; outcome: Outcome }) => {
        if (message === "done") resolve();
        else told(message.index, message.outcome);
      });
      worker.on("error", reject);
    });
  } finally {
    await worker.terminate();
  }
}
