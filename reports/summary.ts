/** What the results add up to. */
import type { Report, Result, Verdict } from "./model.ts";
import { VERDICTS } from "./model.ts";

/** Counts by verdict, every verdict named. */
export type Summary = Record<Verdict, number>;

/** Verdicts from the one that matters most to the one that says least. */
export const BY_WEIGHT: readonly Verdict[] = [
  "fail",
  "xpass",
  "error",
  "warn",
  "xfail",
  "pass",
  "info",
  "skip",
];

/**
 * Counts results by verdict.
 *
 * @example
 * ```ts
 * import { summarise } from "./summary.ts";
 * const { fail, pass } = summarise([]);
 * ```
 */
export function summarise(results: readonly Pick<Result, "verdict">[]): Summary {
  const summary = Object.fromEntries(VERDICTS.map((v) => [v, 0])) as Summary;
  for (const { verdict } of results) summary[verdict]++;
  return summary;
}

/** Adds counts up. */
export function sum(summaries: readonly Summary[]): Summary {
  const total = summarise([]);
  for (const s of summaries) for (const v of VERDICTS) total[v] += s[v];
  return total;
}

/** Adds up how often each class was drawn, by name. */
export function sumClasses(all: readonly Record<string, number>[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const name of all.flatMap((c) => Object.keys(c)).sort()) {
    total[name] = all.reduce((n, classes) => n + (classes[name] ?? 0), 0);
  }
  return total;
}

/** The verdict that stands for several: a requirement passes when nothing of it is worse than a pass. */
export function worst(verdicts: readonly Verdict[]): Verdict | undefined {
  return BY_WEIGHT.find((v) => verdicts.includes(v));
}

/** True for a verdict that makes a run fail: `fail`, `xpass`, and `warn` when `strict`. */
export function isFailing(verdict: Verdict, strict = false): boolean {
  return verdict === "fail" || verdict === "xpass" || (strict && verdict === "warn");
}

/**
 * True when nothing was found that makes the run fail. Errors do not count: they say that something was not
 * judged, and have an exit code of their own.
 */
export function conforms(
  report: Pick<Report, "targets">,
  { strict = false }: { strict?: boolean } = {},
): boolean {
  return report.targets.every((t) => t.results.every((r) => !isFailing(r.verdict, strict)));
}

/** `3 fail, 12 pass`: the verdicts that occur, heaviest first. */
export function countsInWords(summary: Summary): string {
  const words = BY_WEIGHT.filter((v) => summary[v] > 0).map((v) => `${summary[v]} ${v}`);
  return words.join(", ") || "nothing was run";
}

/** `zlib`, or `zlib/multifd` for senders. */
export function modeOf(result: Pick<Result, "method" | "detection">): string {
  return result.detection === undefined ? result.method : `${result.method}/${result.detection}`;
}
