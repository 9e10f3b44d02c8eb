/** Joins the reports of shards, and of several targets, into what one machine would have written. */
import { AS_THE_RULE_SAYS, type Report, type Result, type TargetReport } from "./model.ts";
import { ReportError } from "./report-error.ts";
import { sumClasses, summarise } from "./summary.ts";

/** A report and the file it is from, for messages. */
export interface ReportFile {
  file: string;
  report: Report;
}

/** A target in one of the reports. */
interface Part extends ReportFile {
  target: TargetReport;
}

/**
 * One whole report. Targets stand in the order of the files; of a target in shards, all shards must be there.
 * Times are added up, but for the run's: from the first start to the last end.
 *
 * @throws ReportError for reports of different runs, a shard that is missing or there twice, a target that is there twice
 */
export function mergeReports(files: readonly ReportFile[]): Report {
  const [first] = files;
  if (!first) throw new ReportError("no report to merge");
  for (const each of files) checkSameRun(first, each);
  const parts = files.flatMap((each) => each.report.targets.map((target) => ({ ...each, target })));
  const byTarget = Map.groupBy(parts, (part) => part.target.name);
  const runs = files.map(({ report }) => report.run);
  const started = runs.map((run) => Date.parse(run.startedAt));
  return {
    ...first.report,
    run: {
      ...first.report.run,
      shard: null,
      startedAt: new Date(Math.min(...started)).toISOString(),
      durationMs: Math.max(...runs.map((run, i) => started[i] + run.durationMs)) -
        Math.min(...started),
      complete: runs.every((run) => run.complete),
    },
    targets: [...byTarget.values()].map(joinTarget),
  };
}

function checkSameRun(a: ReportFile, b: ReportFile): void {
  same("tool.version", a, b, ({ report }) => report.tool.version);
  for (const field of ["seed", "profile", "runs"] as const) {
    same(`run.${field}`, a, b, ({ report }) => report.run[field]);
  }
}

function same<T extends { file: string }>(
  field: string,
  a: T,
  b: T,
  valueOf: (part: T) => unknown,
): void {
  if (valueOf(a) === valueOf(b)) return;
  throw new ReportError(
    `${b.file}: ${field}: ${valueOf(b)}, but ${valueOf(a)} in ${a.file}: not of one run`,
  );
}

function joinTarget(parts: Part[]): TargetReport {
  const [{ target: first }] = parts;
  for (const part of parts) {
    for (const field of ["version", "profile"] as const) {
      same(`target ${first.name}: ${field}`, parts[0], part, ({ target }) => target[field]);
    }
  }
  checkShards(parts);
  const results = parts.flatMap(({ target }) => target.results);
  const joined = [...Map.groupBy(results, keyOf).values()].map(joinResults);
  return { ...first, summary: summarise(joined), results: joined };
}

/** A whole run alone, or every shard once. */
function checkShards(parts: Part[]): void {
  const name = `target ${parts[0].target.name}`;
  const places = new Map<string, string>();
  for (const part of parts) {
    const shard = part.report.run.shard ?? "whole";
    const [index, of] = shard.split("/").map(Number);
    if (index < 1 || index > of) {
      throw new ReportError(`${part.file}: run.shard: there is no ${shard}`);
    }
    const twice = places.get(shard);
    if (twice) {
      const what = part.report.run.shard ? `shard ${shard} of ${name}` : name;
      throw new ReportError(`${part.file}: ${what} is in ${twice} too`);
    }
    places.set(shard, part.file);
    same(`${name}: shards`, parts[0], part, ({ report }) => report.run.shard?.split("/")[1] ?? 1);
  }
  const [, count] = parts[0].report.run.shard?.split("/").map(Number) ?? [];
  if (count === undefined) return;
  const missing = count - places.size;
  if (missing === 0) return;
  const first: string[] = [];
  for (let i = 1; first.length < Math.min(missing, MISSING_NAMED); i++) {
    if (!places.has(`${i}/${count}`)) first.push(`${i}/${count}`);
  }
  const more = missing > first.length ? ` and ${missing - first.length} more` : "";
  throw new ReportError(`${name}: no report of shard ${first.join(", ")}${more}`);
}

const MISSING_NAMED = 5;

/** What a result is about, apart from its target. */
export function keyOf({ role, id, method, detection }: Omit<Result, "verdict">): string {
  return [role, id, method, detection].join(" ");
}

/** The result of all shards on one check: that of the first failing case, if any. */
function joinResults(results: Result[]): Result {
  const durationMs = Math.round(10 * results.reduce((ms, r) => ms + r.durationMs, 0)) / 10;
  const [found] = results.filter(tells).sort((a, b) => a.runs - b.runs);
  if (found) return { ...found, durationMs };
  const judged = results.filter((r) => r.verdict !== "skip");
  const { listed, ...shown } = judged.find((r) => r.verdict === "error") ?? judged[0] ?? results[0];
  const classes = sumClasses(results.map((r) => r.classes ?? {}));
  return {
    ...shown,
    runs: results.reduce((n, r) => n + r.runs, 0),
    durationMs,
    ...(Object.keys(classes).length > 0 && { classes }),
    ...(shown.verdict === "pass" && listed && { verdict: "xpass", reason: listed }),
  };
}

/** True when one case gave the verdict; `runs` is then the place of that case. */
export function tells({ verdict, reason, counterexample }: Result): boolean {
  return counterexample !== undefined || (verdict === "info" && reason !== AS_THE_RULE_SAYS);
}
