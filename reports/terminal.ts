/** The summary a person reads when a run ends. */
import { formatCounterexample } from "./counterexample-text.ts";
import { printable } from "./hex-text.ts";
import type { Report, Result, TargetReport, Verdict } from "./model.ts";
import { type Paint, PLAIN } from "./paint.ts";
import { BY_WEIGHT, conforms, countsInWords, modeOf, sum, worst } from "./summary.ts";

export { formatCounterexample };

export interface TerminalOptions {
  /** A broken SHOULD makes the run fail. */
  strict?: boolean;
  paint?: Paint;
}

const STYLE: Record<Verdict, Parameters<Paint>[0]> = {
  fail: ["bold", "red"],
  xpass: ["bold", "red"],
  error: ["bold", "magenta"],
  warn: "yellow",
  xfail: "blue",
  pass: "green",
  info: "cyan",
  skip: "dim",
};
const WIDTH = 100;
/** Lines of ids under one reason; of more, the list of requirements tells. */
const SKIPPED_LINES = 2;
/** Verdicts whose counterexample is shown without being asked for. */
const SHOWN_IN_FULL: readonly Verdict[] = ["fail", "error", "warn"];

/** The whole summary, ending in a newline. */
export function terminalReport(report: Report, options: TerminalOptions = {}): string {
  const paint = options.paint ?? PLAIN;
  const { seed, shard, durationMs } = report.run;
  return [
    ...report.targets.flatMap((t) => [...targetLines(t, paint), ""]),
    ...report.targets.map((t) =>
      `${name(t)}: ${paintedCounts(t, paint)}${
        t.seeds ? `, ${t.seeds} seed${t.seeds === 1 ? "" : "s"}` : ""
      }`
    ),
    ...(report.targets.length > 1
      ? [`all: ${countsInWords(sum(report.targets.map((t) => t.summary)))}`]
      : []),
    ...advice(report, options),
    `${closing(report, options, paint)} seed ${seed}${shard ? `, shard ${shard}` : ""}, ` +
    `${(durationMs / 1000).toFixed(1)} s`,
    "",
  ].join("\n");
}

/** What to do about failures that are not listed, and about listed ones that pass. */
function advice({ targets }: Report, { strict = false }: TerminalOptions): string[] {
  const checks = (verdicts: Verdict[]) =>
    new Set(
      targets.flatMap((t) =>
        t.results.filter((r) => verdicts.includes(r.verdict)).map((r) =>
          `${t.name} ${r.role} ${r.id}`
        )
      ),
    ).size;
  const failing = checks(strict ? ["fail", "warn"] : ["fail"]);
  const passing = checks(["xpass"]);
  return [
    ...(failing > 0
      ? [
        `${failing} not listed: fix it, or list it (--expect FILE --update-expect writes the lines)`,
      ]
      : []),
    ...(passing > 0
      ? [`${passing} listed but passing: remove the lines (--update-expect does)`]
      : []),
  ];
}

function closing(report: Report, { strict }: TerminalOptions, paint: Paint): string {
  if (!conforms(report, { strict })) return paint(["bold", "red"], "Does not conform.");
  if (!report.run.complete) return paint("yellow", "Not complete: this is what was found.");
  const errors = report.targets.some((t) => t.summary.error > 0);
  if (errors) return paint(["bold", "magenta"], "Not everything could be judged.");
  return paint(["bold", "green"], "Conforms, or fails only as expected.");
}

function targetLines(target: TargetReport, paint: Paint): string[] {
  const lines = [paint("bold", `${name(target)}, profile ${target.profile}`)];
  for (const verdict of BY_WEIGHT) {
    const results = target.results.filter((r) => r.verdict === verdict);
    if (verdict === "skip") {
      lines.push(...skipLines(results, paint));
      continue;
    }
    for (const group of grouped(results, verdict)) lines.push(...groupLines(group, paint));
  }
  return [...lines, ...requirementLines(target, paint)];
}

/** What was skipped, by the reason: a target that has one side alone skips all checks of the other. */
function skipLines(results: readonly Result[], paint: Paint): string[] {
  return [...Map.groupBy(results, (r) => r.reason ?? "")].flatMap(([reason, group]) => {
    const ids = wrapped([...new Set(group.map((r) => r.id))]);
    const count = new Set(group.map((r) => `${r.role} ${r.id}`)).size;
    return [
      `${paint(STYLE.skip, "skip ")} ${count} check${count === 1 ? "" : "s"}: ${oneLine(reason)}`,
      ...(ids.length > SKIPPED_LINES ? [] : ids.map((line) => `      ${line}`)),
    ];
  });
}

function name(target: TargetReport): string {
  return printable(`${target.name} ${target.version}`);
}

function paintedCounts(target: TargetReport, paint: Paint): string {
  return BY_WEIGHT.filter((v) => target.summary[v] > 0)
    .map((v) => paint(STYLE[v], `${target.summary[v]} ${v}`)).join(", ") || "nothing was run";
}

/** Results of one check with one reason are one line. Passes are counted alone. */
function grouped(results: readonly Result[], verdict: Verdict): Result[][] {
  if (verdict === "pass" || verdict === "info") return [];
  return [...Map.groupBy(results, (r) => `${r.id} ${r.reason}`).values()];
}

function groupLines(group: Result[], paint: Paint): string[] {
  const result = smallest(group);
  const modes = [...new Set(group.map(modeOf))].join(", ");
  const ids = [...new Set([result.id.split("/")[0], ...result.requirements])].slice(1);
  const rest = ids.length > 0 ? ` (${ids.join(", ")})` : "";
  const lines = [
    `${paint(STYLE[result.verdict], result.verdict.padEnd(5))} ${
      printable(result.id).padEnd(14)
    } ${modes}${rest}: ` +
    oneLine(result.title),
  ];
  if (result.reason) lines.push(`      ${oneLine(result.reason)}`);
  if (result.counterexample) lines.push(...details(result, paint));
  return lines;
}

function details(result: Result, paint: Paint): string[] {
  const c = result.counterexample!;
  if (SHOWN_IN_FULL.includes(result.verdict)) {
    return formatCounterexample(c, paint).split("\n").map((line) => `      ${line}`);
  }
  return [`      observed  ${oneLine(c.observed)}`, `      replay    ${paint("cyan", c.replay)}`];
}

/** The result that is easiest to understand. */
function smallest(group: Result[]): Result {
  const size = (r: Result) =>
    r.counterexample ? r.counterexample.pages * 1000 + r.counterexample.packets.length : Infinity;
  return group.reduce((a, b) => size(b) < size(a) ? b : a);
}

/** Every requirement of the catalogue, by how it came out. */
function requirementLines(target: TargetReport, paint: Paint): string[] {
  const verdicts = new Map<string, Verdict[]>();
  for (const { requirements, verdict } of target.results) {
    for (const id of requirements) verdicts.set(id, [...(verdicts.get(id) ?? []), verdict]);
  }
  const ids = [...verdicts].map(([id, list]) => ({ id, verdict: worst(list) }));
  return BY_WEIGHT.flatMap((verdict) => {
    const here = ids.filter((r) => r.verdict === verdict).map((r) => r.id);
    if (here.length === 0) return [];
    const label = `${verdict} (${here.length})`.padEnd(11);
    return wrapped(here).map((text, i) =>
      i === 0 ? paint(STYLE[verdict], label) + text : " ".repeat(11) + text
    );
  });
}

function wrapped(words: string[]): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 12 < WIDTH) {
      lines[lines.length - 1] += ` ${word}`;
    } else lines.push(word);
  }
  return lines;
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, " / "));
}
