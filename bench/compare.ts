/** Times contestants of the same task side by side, in one run, with tinybench. */
import { Bench } from "tinybench";

export interface Suite {
  /** What is done, and how much of it. */
  name: string;
  /** Who does it; the first one is ours. All give the same. */
  contestants: Record<string, () => unknown>;
}

export interface Comparison {
  name: string;
  /** Median microseconds, in the order of the suite. */
  medians: Record<string, number>;
  /** How many times as long as ours each of the others takes. */
  ratios: Record<string, number>;
}

/** @param time Milliseconds for each contestant. */
export async function compare({ name, contestants }: Suite, time = 500): Promise<Comparison> {
  const bench = new Bench({ time, warmupTime: time / 5, throws: true });
  for (const [who, act] of Object.entries(contestants)) bench.add(who, act);
  const medians: Record<string, number> = {}, ratios: Record<string, number> = {};
  for (const task of await bench.run()) {
    if (task.result.state !== "completed") throw new Error(`${name}: ${task.name} was not timed`);
    medians[task.name] = 1000 * task.result.latency.p50;
  }
  const [ours, ...others] = Object.keys(contestants);
  for (const other of others) ratios[other] = medians[other] / medians[ours];
  return { name, medians, ratios };
}
