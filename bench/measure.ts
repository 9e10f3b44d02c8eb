/** Both sides of a row in turn, several rounds; what counts is the median of the rounds' ratios. */
import { type Goal, Missing, type Row } from "./row.ts";

export interface Measured {
  /** Median of the rounds' ratios. */
  median: number;
  /** The quartiles around it. */
  spread: [number, number];
  /** Median time of a unit of work on each side, in the row's own unit. */
  ours: number;
  peer: number;
  verdict: "met" | "missed";
}

export type Outcome = Measured | { verdict: "skipped"; reason: string };

/** @param rounds At least one. */
export async function measure(row: Row, rounds = row.rounds): Promise<Outcome> {
  try {
    const { ours, peer } = await row.open();
    try {
      await ours.round();
      await peer.round();
      const turns: { ours: number; peer: number }[] = [];
      for (let i = 0; i < rounds; i++) {
        // Who goes first changes: what one leaves behind in the caches is not always the other's.
        const first = i % 2 === 0 ? ours : peer;
        const [a, b] = [await first.round(), await (first === ours ? peer : ours).round()];
        turns.push(first === ours ? { ours: a, peer: b } : { ours: b, peer: a });
      }
      return judged(row.goal, turns);
    } finally {
      await Promise.allSettled([ours.close(), peer.close()]);
    }
  } catch (error) {
    if (error instanceof Missing) return { verdict: "skipped", reason: error.message };
    throw error;
  }
}

function judged(goal: Goal, turns: readonly { ours: number; peer: number }[]): Measured {
  const ratios = turns.map(({ ours, peer }) => goal.ratio === "time" ? ours / peer : peer / ours);
  const median = quantile(ratios, 0.5);
  return {
    median,
    spread: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    ours: quantile(turns.map((t) => t.ours), 0.5),
    peer: quantile(turns.map((t) => t.peer), 0.5),
    verdict: isMet(goal, median) ? "met" : "missed",
  };
}

/** True when a ratio is what the goal wants, or within `slack` times of it. */
export function isMet(goal: Goal, ratio: number, slack = 1): boolean {
  return goal.ratio === "time" ? ratio <= goal.atMost * slack : ratio >= goal.atLeast / slack;
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = q * (sorted.length - 1), low = Math.floor(at);
  return sorted[low] + (at - low) * ((sorted[low + 1] ?? sorted[low]) - sorted[low]);
}
