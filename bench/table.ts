/** The table in words. */
import type { Outcome } from "./measure.ts";
import type { Goal, Row } from "./row.ts";

export const HEADINGS = ["row", "what", "goal", "against", "median", "spread", "verdict"];

/** The cells of a row's line. */
export function cells(row: Row, outcome: Outcome): string[] {
  const [median, spread] = outcome.verdict === "skipped"
    ? ["–", "–"]
    : [figure(outcome.median), outcome.spread.map(figure).join(" to ")];
  const verdict = outcome.verdict === "skipped" ? `skipped: ${outcome.reason}` : outcome.verdict;
  return [row.id, row.what, goalText(row.goal), row.against, median, spread, verdict];
}

/** "≤ 1.5 ×" */
export function goalText(goal: Goal): string {
  return goal.ratio === "time" ? `≤ ${goal.atMost} ×` : `≥ ${goal.atLeast} ×`;
}

/** Three digits that mean something. */
function figure(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
