/** Runs checks on targets and collects the report. */
import type { Report, Result, TargetReport } from "../reports/model.ts";
import { sumClasses, summarise } from "../reports/summary.ts";
import { CHECKS } from "./checks/mod.ts";
import { counterexampleOf } from "./counterexample.ts";
import { type Expectation, expectationFor } from "./expectations.ts";
import { runGroup } from "./group-run.ts";
import { blankResult, type Group, type Plan, plan, type Planned, skip } from "./plan.ts";
import { REQUIREMENTS } from "./requirements.ts";
import type { RunOptions } from "./run-options.ts";
import { bind } from "./subject.ts";
import type { Target } from "./target.ts";
import { TOOL } from "./tool.ts";
import { verdictOf } from "./verdict.ts";

/**
 * Judges each target in turn. Never throws for what a target does: that is in the report.
 *
 * @example
 * ```ts
 * import { createReceiver, inProcessTarget, run } from "@multifd/conformance";
 * const target = inProcessTarget({
 *   name: "mine",
 *   receiver: { open: (settings) => createReceiver(settings) },
 * });
 * const report = await run([target], { seed: 1, only: ["RCV-05"] });
 * console.log(report.targets[0].summary.fail); // 0
 * ```
 */
export async function run(targets: readonly Target[], options: RunOptions): Promise<Report> {
  const started = Date.now();
  const reports: TargetReport[] = [];
  let complete = true;
  for (const target of targets) {
    const report = await runTarget(target, options);
    reports.push(report);
    if (stopped(options, report.results)) {
      complete = false;
      break;
    }
  }
  return {
    schema: 1,
    tool: TOOL,
    run: {
      ...runHead(options),
      startedAt: new Date(started).toISOString(),
      durationMs: Date.now() - started,
      complete,
    },
    targets: reports,
    requirements: REQUIREMENTS.map(({ id, level, roles, text, source }) => ({
      id,
      level,
      role: roles.join(", "),
      text,
      source,
    })),
  };
}

/** What is known of a run before it begins. */
export function runHead(
  { seed, shard, profile, runs }: RunOptions,
): Pick<Report["run"], "seed" | "shard" | "profile" | "runs"> {
  return {
    seed,
    shard: shard ? `${shard.index}/${shard.count}` : null,
    profile: profile ?? null,
    runs: runs ?? 100,
  };
}

/** Judges one target. */
async function runTarget(target: Target, options: RunOptions): Promise<TargetReport> {
  const profile = options.profile ?? target.profile;
  const head = {
    name: target.name,
    version: target.version,
    profile,
    roles: (["sender", "receiver"] as const).filter((role) => target[role]),
  };
  options.onTarget?.(head, options.seed);
  const expectations = options.expectations?.(target) ?? [];
  const checks = options.checks ?? CHECKS;
  const { groups, skipped } = remaining(plan(checks, target, profile, options), target, options);
  const results: Result[] = [...skipped];
  for (const result of skipped) options.onResult?.(target, result);
  for (const [i, group] of groups.entries()) {
    options.onGroup?.(target, i, groups.length);
    const found = stopped(options, results)
      ? notRun(group, "the run was stopped before it")
      : await judgeGroup(group, target, options, expectations);
    for (const result of found) options.onResult?.(target, result);
    results.push(...found);
  }
  const order = new Map(checks.map(({ role, id }, i) => [`${role} ${id}`, i]));
  const placeOf = ({ role, id }: Result) => order.get(`${role} ${id}`)!;
  results.sort((a, b) => placeOf(a) - placeOf(b));
  return {
    ...head,
    summary: summarise(results),
    results,
  };
}

/** The plan without what earlier rounds of a campaign have found or skipped. */
function remaining(all: Plan, target: Target, { found }: RunOptions): Plan {
  if (!found) return all;
  const groups = all.groups.map((group) => {
    const isNew = ({ check, level }: Planned) =>
      !found(target, blankResult(check, level, group.method, detectionOf(group)));
    return { ...group, checks: (group.checks as Planned[]).filter(isNew) } as Group;
  });
  return { groups: groups.filter((group) => group.checks.length > 0), skipped: [] };
}

/** Runs a group's cases; one result a check, in the order of the group. */
export async function judgeGroup(
  group: Group,
  target: Target,
  options: RunOptions,
  expectations: readonly Expectation[],
): Promise<Result[]> {
  const subject = bind(group, target);
  const outcomes = await runGroup(subject, options);
  return outcomes.map(({ planned, runs, durationMs, classes, failure, error }) => {
    const { check, level } = planned;
    const blank = blankResult(check, level, group.method, detectionOf(group));
    const expectation = expectationFor(expectations, blank);
    const result: Result = {
      ...blank,
      runs,
      durationMs,
      ...(Object.keys(classes).length > 0 && { classes: sumClasses([classes]) }),
      ...verdictOf(level, runs, failure?.problem, error, expectation, options.shard !== undefined),
    };
    if (failure && result.verdict !== "info") {
      const replay = options.replayCommand?.(target, result) ?? "";
      result.counterexample = { ...counterexampleOf(subject, failure), replay };
    }
    return result;
  });
}

/** The detection that a group's results name; undefined for receivers. */
export function detectionOf(group: Group): string | undefined {
  return group.role === "sender" ? group.detection : undefined;
}

function notRun(group: Group, reason: string): Result[] {
  return group.checks.map(({ check, level }) =>
    skip(check, level, group.method, reason, detectionOf(group))
  );
}

function stopped(options: RunOptions, results: readonly Result[]): boolean {
  return options.signal?.aborted === true ||
    (options.bail === true && results.some((r) => r.verdict === "fail" || r.verdict === "error"));
}
