/** Runs checks on targets and collects the report. */
import type { Report, Result, TargetReport } from "../reports/model.ts";
import { sumClasses, summarise } from "../reports/summary.ts";
import { CHECKS } from "./checks/mod.ts";
import { counterexampleOf } from "./counterexample.ts";
import { type Expectation, expectationFor } from "./expectations.ts";
import { runGroups } from "./group-run.ts";
import type { Lead } from "./crew.ts";
import { blankResult, type Group, type Plan, plan, type Planned } from "./plan.ts";
import { REQUIREMENTS } from "./requirements.ts";
import type { RunOptions } from "./run-options.ts";
import { bind, type Subject } from "./subject.ts";
import type { Target } from "./target.ts";
import { type Task, tasksOf, type Unit } from "./tasks.ts";
import { TOOL } from "./tool.ts";
import type { Outcome } from "./trial.ts";
import { verdictOf } from "./verdict.ts";

/**
 * Judges each target in turn. Never throws for what a target does: that is in the report. Runs that are under way
 * together take turns.
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
  const judged = targets.map((target) => planned(target, options));
  for (const { head } of judged) options.onTarget?.(head, options.seed);
  for (const [i, { plan }] of judged.entries()) {
    for (const result of plan.skipped) options.onResult?.(targets[i], result);
  }
  const complete = await work(targets, judged, options);
  return {
    schema: 1,
    tool: TOOL,
    run: {
      ...runHead(options),
      startedAt: new Date(started).toISOString(),
      durationMs: Date.now() - started,
      complete,
    },
    targets: judged.map((target) => reportOf(target, options)),
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

/** A target on its way to its report. */
interface Judged {
  head: Omit<TargetReport, "summary" | "results">;
  plan: Plan;
  expectations: readonly Expectation[];
  /** Of each group of the plan, so far. */
  found: Map<Group, readonly Result[]>;
}

function planned(target: Target, options: RunOptions): Judged {
  const profile = options.profile ?? target.profile;
  const checks = options.checks ?? CHECKS;
  const left = remaining(plan(checks, target, profile, options), target, options);
  return {
    head: {
      name: target.name,
      version: target.version,
      profile,
      roles: (["sender", "receiver"] as const).filter((role) => target[role]),
    },
    plan: left,
    expectations: options.expectations?.(target) ?? [],
    found: new Map(),
  };
}

/** Judges all groups of all targets. Returns false when the run was stopped before the end of it. */
async function work(
  targets: readonly Target[],
  judged: readonly Judged[],
  options: RunOptions,
): Promise<boolean> {
  const tasks = tasksOf(targets, judged.map((j) => j.plan));
  const done = new Set<number>();
  let isStopped = false;
  const add = ({ target, group }: Unit, results: readonly Result[]) => {
    judged[target].found.set(group, results);
    isStopped ||= options.bail === true && results.some(isBad);
    for (const result of results) options.onResult?.(targets[target], result);
  };
  const lead: Lead = {
    async judge(task) {
      const units = task.map(({ target, group }) => {
        options.onGroup?.(targets[target], done.size, tasks.length);
        return { group, target: targets[target], expectations: judged[target].expectations };
      });
      return await judgeGroups(units, options);
    },
    done(task, results) {
      done.add(task);
      for (const [i, unit] of tasks[task].entries()) add(unit, results[i]);
    },
    stopped: () => isStopped || options.signal?.aborted === true,
    lost: (task, reason) => task.map(({ group }) => withVerdict(group, "error", reason)),
  };
  await (options.crew?.work(tasks, options, lead) ?? alone(tasks, lead));
  for (const [i, task] of tasks.entries()) {
    if (done.has(i)) continue;
    for (const unit of task) {
      add(unit, withVerdict(unit.group, "skip", "the run was stopped before it"));
    }
  }
  return !lead.stopped();
}

async function alone(tasks: readonly Task[], lead: Lead): Promise<void> {
  for (const [i, task] of tasks.entries()) {
    if (lead.stopped()) return;
    lead.done(i, await lead.judge(task));
  }
}

/** In the order of the checks, then of the plan, whoever was done first. */
function reportOf({ head, plan, found }: Judged, { checks = CHECKS }: RunOptions): TargetReport {
  const order = new Map(checks.map(({ role, id }, i) => [`${role} ${id}`, i]));
  const placeOf = ({ role, id }: Result) => order.get(`${role} ${id}`)!;
  const results = [...plan.skipped, ...plan.groups.flatMap((group) => found.get(group)!)]
    .sort((a, b) => placeOf(a) - placeOf(b));
  return { ...head, summary: summarise(results), results };
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

/** A group and what it is judged on. */
export interface JudgedGroup {
  group: Group;
  target: Target;
  expectations: readonly Expectation[];
}

/**
 * Runs the cases of groups that have the same; for each group one result a check, in its order. Calls take turns: cases
 * are given memory that is used again.
 */
export function judgeGroups(
  units: readonly JudgedGroup[],
  options: RunOptions,
): Promise<Result[][]> {
  const results = turn.then(() => judge(units, options));
  turn = results.catch(() => {});
  return results;
}

let turn: Promise<unknown> = Promise.resolve();

async function judge(units: readonly JudgedGroup[], options: RunOptions): Promise<Result[][]> {
  const subjects = units.map(({ group, target }) => bind(group, target));
  const outcomes = await runGroups(subjects, options);
  return units.map((unit, i) =>
    outcomes[i].map((outcome) => resultOf(unit, subjects[i], outcome, options))
  );
}

function resultOf(
  { group, target, expectations }: JudgedGroup,
  subject: Subject,
  { planned, runs, durationMs, classes, failure, error }: Outcome,
  options: RunOptions,
): Result {
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
}

/** The detection that a group's results name; undefined for receivers. */
export function detectionOf(group: Group): string | undefined {
  return group.role === "sender" ? group.detection : undefined;
}

function withVerdict(group: Group, verdict: "skip" | "error", reason: string): Result[] {
  return group.checks.map(({ check, level }) => ({
    ...blankResult(check, level, group.method, detectionOf(group)),
    verdict,
    reason,
  }));
}

function isBad({ verdict }: Result): boolean {
  return verdict === "fail" || verdict === "error";
}
