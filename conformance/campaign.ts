/** A campaign: one seed after the other until the time is up. */
import { keyOf, tells } from "../reports/merge.ts";
import type { Report, Result, TargetReport } from "../reports/model.ts";
import { sumClasses, summarise } from "../reports/summary.ts";
import type { RunOptions } from "./run-options.ts";
import { run } from "./runner.ts";
import { seedOf } from "./seed.ts";
import type { Target } from "./target.ts";

/**
 * One report of all seeds: for each check, method and detection what the first seed that failed showed, else the sum of
 * all. `options.seed` is the first seed, and gives the others. What was found is not looked for again.
 */
export async function campaign(
  targets: readonly Target[],
  options: RunOptions,
  timeUp: AbortSignal,
): Promise<Report> {
  const signal = AbortSignal.any([timeUp, ...(options.signal ? [options.signal] : [])]);
  let report = withSeeds(await run(targets, { ...options, signal }));
  const started = Date.parse(report.run.startedAt);
  // Recorded traffic is the same with every seed.
  const drawn = targets.filter((t) => t.receiver || !t.sender?.recorded);
  for (let n = 1; report.run.complete && drawn.length > 0 && !signal.aborted; n++) {
    const seed = seedOf(options.seed, "campaign", String(n));
    const round = await run(drawn, { ...options, seed, signal, found: foundIn(report) });
    report = addRound(report, round);
    report.run.durationMs = Date.now() - started;
    report.run.complete = round.run.complete || (timeUp.aborted && !options.signal?.aborted);
  }
  return report;
}

function withSeeds(report: Report): Report {
  return { ...report, targets: report.targets.map((t) => ({ ...t, seeds: 1 })) };
}

function foundIn(report: Report): NonNullable<RunOptions["found"]> {
  const found = new Set(
    report.targets.flatMap(({ name, results }) =>
      results.filter(tells).map((r) => `${name} ${keyOf(r)}`)
    ),
  );
  return (target, result) => found.has(`${target.name} ${keyOf(result)}`);
}

function addRound(report: Report, round: Report): Report {
  const later = new Map(round.targets.map((t) => [t.name, t]));
  return { ...report, targets: report.targets.map((t) => addTarget(t, later.get(t.name))) };
}

function addTarget(before: TargetReport, after: TargetReport | undefined): TargetReport {
  if (!after) return before;
  const later = new Map(after.results.map((r) => [keyOf(r), r]));
  const results = before.results.map((r) => addResult(r, later.get(keyOf(r))));
  return { ...before, seeds: before.seeds! + 1, summary: summarise(results), results };
}

function addResult(before: Result, after: Result | undefined): Result {
  if (!after) return before;
  const classes = sumClasses([before.classes ?? {}, after.classes ?? {}]);
  return {
    ...(says(after) > says(before) ? after : before),
    runs: before.runs + after.runs,
    durationMs: Math.round(10 * (before.durationMs + after.durationMs)) / 10,
    ...(Object.keys(classes).length > 0 && { classes }),
  };
}

function says(result: Result): number {
  if (tells(result)) return 3;
  return result.verdict === "error" ? 2 : result.verdict === "skip" ? 0 : 1;
}
