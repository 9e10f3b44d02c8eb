/** Markdown for a step summary or a comment on a pull request: failures first, never longer than either takes. */
import { formatCounterexample } from "./counterexample-text.ts";
import { printable } from "./hex-text.ts";
import type { Report, Result, TargetReport, Verdict } from "./model.ts";
import { BY_WEIGHT, conforms, modeOf } from "./summary.ts";

export interface MarkdownOptions {
  /** A broken SHOULD makes the run fail. */
  strict?: boolean;
}

/** Characters: GitHub's limit for a comment is 65,536; a step summary may have 1 MiB. */
const LIMIT = 65_000;
/** Of one failure. */
const DETAILS_LIMIT = 6_000;
const WORDS_LIMIT = 300;
/** Verdicts that are told with all there is to tell. */
const IN_FULL: readonly Verdict[] = ["fail", "xpass", "error", "warn"];

/**
 * The file's text. What comes from outside (names of targets, their words) stands in code spans and code blocks, where
 * nothing in it is markup or a mention.
 */
export function markdownReport(report: Report, { strict = false }: MarkdownOptions = {}): string {
  const blocks = [
    `## multifd conformance: ${verdictInWords(report, strict)}`,
    countsTable(report.targets),
    runLine(report),
  ];
  let left = LIMIT - blocks.join("\n\n").length;
  /** As many as fit; the rest is not even written. */
  const fitting = <T>(items: readonly T[], write: (item: T) => string): string[] => {
    const written: string[] = [];
    for (const item of items) {
      const text = left > 0 ? write(item) : "";
      left -= text.length + 2;
      if (left <= 0) break;
      written.push(text);
    }
    return written;
  };
  const failures = IN_FULL.flatMap((verdict) => told(report, verdict));
  const shown = fitting(failures, failure);
  blocks.push(...shown, ...leftOut(failures.length - shown.length));
  const expected = told(report, "xfail");
  const rows = fitting(expected, expectedRow);
  if (rows.length > 0) {
    blocks.push(
      `<details><summary>${expected.length} expected failures</summary>`,
      table(["target", "check", "with", "why"], rows),
      ...leftOut(expected.length - rows.length),
      "</details>",
    );
  }
  return blocks.join("\n\n") + "\n";
}

function leftOut(count: number): string[] {
  return count === 0 ? [] : [`${count} more do not fit here: report.json has them.`];
}

function verdictInWords(report: Report, strict: boolean): string {
  if (!conforms(report, { strict })) return "does not conform";
  if (!report.run.complete) return "not complete";
  if (report.targets.some((t) => t.summary.error > 0)) return "not everything was judged";
  return report.targets.some((t) => t.summary.xfail > 0)
    ? "conforms, but for known failures"
    : "conforms";
}

function countsTable(targets: readonly TargetReport[]): string {
  const verdicts = BY_WEIGHT.filter((v) => targets.some((t) => t.summary[v] > 0));
  return table(
    ["target", "profile", ...verdicts],
    targets.map((t) =>
      row([code(`${t.name} ${t.version}`), code(t.profile), ...verdicts.map((v) => t.summary[v])])
    ),
  );
}

function runLine({ run, tool }: Report): string {
  const shard = run.shard ? `, shard ${run.shard}` : "";
  return `${tool.name} ${tool.version}, seed ${run.seed}${shard}, ` +
    `${(run.durationMs / 1000).toFixed(1)} s`;
}

interface Told {
  target: TargetReport;
  /** Results of one check that are alike. */
  group: Result[];
}

function told(report: Report, verdict: Verdict): Told[] {
  return report.targets.flatMap((target) => {
    const results = target.results.filter((r) => r.verdict === verdict);
    return [...Map.groupBy(results, (r) => `${r.role} ${r.id} ${r.reason}`).values()]
      .map((group) => ({ target, group }));
  });
}

function failure({ target, group }: Told): string {
  const [{ id, verdict, title, reason, counterexample }] = group;
  const text = counterexample ? formatCounterexample(counterexample) : printable(reason ?? "");
  return [
    `<details><summary><b>${verdict}</b> ${html(id)} on ${html(target.name)}, ` +
    `${html(modesOf(group))}: ${html(title)}</summary>`,
    fenced(cut(text, DETAILS_LIMIT)),
    "</details>",
  ].join("\n\n");
}

function expectedRow({ target, group }: Told): string {
  return row([code(target.name), code(group[0].id), code(modesOf(group)), code(group[0].reason)]);
}

function modesOf(group: Result[]): string {
  return [...new Set(group.map(modeOf))].join(", ");
}

function table(head: string[], rows: string[]): string {
  return [row(head), row(head.map(() => "---")), ...rows].join("\n");
}

function row(cells: (string | number)[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** A code span that fits into a table's cell. */
function code(text = ""): string {
  const line = cut(oneLine(text), WORDS_LIMIT);
  if (line === "") return "";
  const ticks = ticksAround(line, 1);
  return `${ticks} ${line} ${ticks}`.replaceAll("|", "\\|");
}

function fenced(text: string): string {
  const ticks = ticksAround(text, 3);
  return `${ticks}text\n${text}\n${ticks}`;
}

/** More backticks than the text has in a row. */
function ticksAround(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(least, longest + 1));
}

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  "@": "&#64;<wbr>",
};

/** Text inside an HTML block: one line, no markup, no mention. */
function html(text: string): string {
  return cut(oneLine(text), WORDS_LIMIT).replace(/[&<>@]/g, (c) => ENTITIES[c]);
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, " / ")).trim();
}

/** Never through the middle of a character. */
function cut(text: string, limit: number): string {
  return text.length <= limit ? text : `${text.slice(0, limit).toWellFormed()}…`;
}
