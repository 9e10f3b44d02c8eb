/** What makes a file a contestant: see `contestant` in `../sides.ts`. */
import { createInterface } from "node:readline";
import process from "node:process";

/** A named piece of work and what it comes to, for comparison with the other side's. */
export interface Task {
  /** Does one unit. */
  act(): unknown;
  /** True where `act` gives a promise, and the unit is done when that is. */
  waits?: boolean;
  show(): string | Promise<string>;
}

const ROUND_MS = 40;

/** The first argument names the task; `show` behind it prints what the task computes. */
export async function serve(tasks: Record<string, () => Task>): Promise<void> {
  const [name, mode] = process.argv.slice(2);
  const task = tasks[name]();
  if (mode === "show") return console.log(await task.show());
  const count = await unitsIn(task, ROUND_MS);
  for await (const _ of createInterface({ input: process.stdin })) {
    console.log(1e6 * await time(task, count) / count);
  }
}

/** Runs until it is warm, and says how many units make a round. */
async function unitsIn(task: Task, ms: number): Promise<number> {
  let count = 1;
  for (;;) {
    const took = await time(task, count);
    if (took > 2 * ms) return Math.max(1, Math.round(count * ms / await time(task, count)));
    count *= 2;
  }
}

/** ms */
async function time(task: Task, count: number): Promise<number> {
  const start = performance.now();
  if (task.waits) { for (let i = 0; i < count; i++) await task.act(); }
  else last = repeat(task, count);
  return performance.now() - start;
}

/** Kept, so that no work is left out as useless. */
export let last: unknown;
function repeat(task: Task, count: number): unknown {
  let result: unknown;
  for (let i = 0; i < count; i++) result = task.act();
  return result;
}
