/** What changed between two reports: two versions of an implementation, or of the suite. */
import { printable } from "./hex-text.ts";
import { keyOf } from "./merge.ts";
import type { Report, Result, TargetReport } from "./model.ts";
import { type Paint, PLAIN } from "./paint.ts";
import { modeOf } from "./summary.ts";

/** A check of one method and detection that is not what it was. */
export interface Change {
  /** Absent: the old report does not have it. */
  old?: Result;
  /** Absent: the new report does not have it. */
  new?: Result;
}

export interface TargetDiff {
  /** Absent: the old report does not have the target. */
  old?: Pick<TargetReport, "name" | "version">;
  new?: Pick<TargetReport, "name" | "version">;
  /** Breaks a rule, listed or not, and did not; or could not be judged, and was. */
  worse: Change[];
  /** Breaks no rule any more. */
  fixed: Change[];
  /** Another verdict, but neither worse nor fixed: a failure that is listed now, a check that is skipped now. */
  other: Change[];
  added: Change[];
  removed: Change[];
}

/** Targets are compared by name; where both reports have just one, whatever they are called. */
export function diffReports(before: Report, after: Report): TargetDiff[] {
  const single = before.targets.length === 1 && after.targets.length === 1;
  const partner = (t: TargetReport, among: TargetReport[]) =>
    single ? among[0] : among.find(({ name }) => name === t.name);
  return [
    ...after.targets.map((t) => diffTarget(partner(t, before.targets), t)),
    ...before.targets.filter((t) => !partner(t, after.targets)).map((t) =>
      diffTarget(t, undefined)
    ),
  ];
}

function diffTarget(before: TargetReport | undefined, after: TargetReport | undefined): TargetDiff {
  const old = new Map(before?.results.map((r) => [keyOf(r), r]));
  const now = new Map(after?.results.map((r) => [keyOf(r), r]));
  const changes = [...new Set([...old.keys(), ...now.keys()])]
    .map((key): Change => ({ old: old.get(key), new: now.get(key) }))
    .filter(tells);
  const of = (kind: Kind) => changes.filter((change) => kindOf(change) === kind);
  return {
    old: before && { name: before.name, version: before.version },
    new: after && { name: after.name, version: after.version },
    worse: of("worse"),
    fixed: of("fixed"),
    other: of("other"),
    added: of("added"),
    removed: of("removed"),
  };
}

/** A check that one report skips and the other does not have is no change. */
function tells({ old, new: now }: Change): boolean {
  return (old?.verdict ?? "skip") !== (now?.verdict ?? "skip");
}

type Kind = "worse" | "fixed" | "other" | "added" | "removed";

function kindOf({ old, new: now }: Change): Kind {
  if (!old) return "added";
  if (!now) return "removed";
  if (badness(now) > badness(old)) return "worse";
  // A check that is only skipped now may be broken as before.
  return badness(now) < badness(old) && now.verdict !== "skip" ? "fixed" : "other";
}

/** How bad what was seen is; that it is listed makes it no better. */
function badness({ verdict, level }: Result): number {
  switch (verdict) {
    case "fail":
    case "error":
      return 2;
    case "warn":
      return 1;
    case "xfail":
      return level === "MUST" ? 2 : 1;
    default:
      return 0;
  }
}

/** True when a target that both reports have got worse. */
export function gotWorse(diffs: readonly TargetDiff[]): boolean {
  return diffs.some((d) => d.worse.length > 0);
}

const STYLE: Record<Kind, Parameters<Paint>[0]> = {
  worse: ["bold", "red"],
  fixed: "green",
  other: "cyan",
  added: "dim",
  removed: "dim",
};

/** The differences as a person reads them: what got worse first. Ends in a newline. */
export function diffText(diffs: readonly TargetDiff[], paint: Paint = PLAIN): string {
  const lines = diffs.flatMap((diff) => targetLines(diff, paint));
  const [worse, fixed] = (["worse", "fixed"] as const).map((kind) =>
    diffs.reduce((n, d) => n + d[kind].length, 0)
  );
  const end = worse > 0 ? paint(STYLE.worse, `${worse} got worse`) : "Nothing got worse";
  return [...lines, `${end}, ${fixed} fixed.`, ""].join("\n");
}

function targetLines(diff: TargetDiff, paint: Paint): string[] {
  const { old, new: now } = diff;
  const name = (t: Pick<TargetReport, "name" | "version">) => printable(`${t.name} ${t.version}`);
  if (!old) return [`${name(now!)}: not in the old report`];
  if (!now) return [`${name(old)}: not in the new report`];
  const kinds = (Object.keys(STYLE) as Kind[]).filter((kind) => diff[kind].length > 0);
  return [
    paint("bold", name(old) === name(now) ? name(now) : `${name(old)} → ${name(now)}`),
    ...kinds.flatMap((kind) => diff[kind].map((c) => changeLine(kind, c, paint))),
    ...(kinds.length === 0 ? ["no difference"] : []),
  ];
}

function changeLine(kind: Kind, change: Change, paint: Paint): string {
  const { id, title } = (change.new ?? change.old)!;
  const verdicts = [change.old, change.new].map((r) => r?.verdict ?? "–").join(" → ");
  const reason = kind === "worse" ? change.new!.counterexample?.observed ?? change.new!.reason : "";
  const words = printable(
    `${id.padEnd(14)} ${modeOf((change.new ?? change.old)!)}: ${title}${
      reason ? ` (${reason})` : ""
    }`
      .replace(/\s*\n\s*/g, " / "),
  );
  return `${paint(STYLE[kind], kind.padEnd(7))} ${verdicts.padEnd(14)} ${words}`;
}

/** The differences for programs. */
export function diffJson(diffs: readonly TargetDiff[]): string {
  return JSON.stringify({ schema: 1, worse: gotWorse(diffs), targets: diffs }, null, 2) + "\n";
}
