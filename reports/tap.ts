/** TAP 14: a subtest a target, a point a result. */
import { stringify } from "yaml";
import { formatCounterexample } from "./counterexample-text.ts";
import { printable } from "./hex-text.ts";
import type { Report, Result, TargetReport } from "./model.ts";
import { conforms, isFailing, modeOf } from "./summary.ts";

export interface TapOptions {
  /** A broken SHOULD is not ok. */
  strict?: boolean;
}

/**
 * The file's text. An expected failure is a TODO; a run that was stopped ends in `Bail out!`, for its plan holds all
 * that was to be run.
 */
export function tapReport(report: Report, { strict = false }: TapOptions = {}): string {
  const { seed, shard, complete } = report.run;
  return [
    "TAP version 14",
    `# seed ${seed}${shard ? `, shard ${shard}` : ""}`,
    `1..${report.targets.length + (complete ? 0 : 1)}`,
    ...report.targets.flatMap((target, i) => subtest(target, i + 1, strict)),
    ...(complete ? [] : ["Bail out! not complete: this is what was found"]),
    "",
  ].join("\n");
}

function subtest(target: TargetReport, number: number, strict: boolean): string[] {
  const name = escaped(`${target.name} ${target.version}, profile ${target.profile}`);
  const ok = conforms({ targets: [target] }, { strict }) && target.summary.error === 0;
  return [
    `# Subtest: ${name}`,
    ...indented(
      [
        `1..${target.results.length}`,
        ...target.results.flatMap((result, i) => point(result, i + 1, strict)),
      ],
      4,
    ),
    `${ok ? "ok" : "not ok"} ${number} - ${name}`,
  ];
}

function point(result: Result, number: number, strict: boolean): string[] {
  const { id, title, verdict, reason = "" } = result;
  const ok = !isFailing(verdict, strict) && verdict !== "error" && verdict !== "xfail";
  const directive = verdict === "skip" ? " # SKIP " : verdict === "xfail" ? " # TODO " : "";
  const line = `${ok ? "ok" : "not ok"} ${number} - ${
    escaped(`${id} ${modeOf(result)}: ${title}`)
  }`;
  return [
    line + (directive && directive + escaped(reason)),
    ...(verdict === "pass" || verdict === "skip" ? [] : diagnostics(result)),
  ];
}

function diagnostics({ verdict, reason, counterexample: c }: Result): string[] {
  const yaml = stringify({
    verdict,
    ...(reason && { reason: printable(reason) }),
    ...(c && {
      expected: printable(c.expected),
      observed: printable(c.observed),
      replay: printable(c.replay),
      case: formatCounterexample(c),
    }),
  }, { lineWidth: 0 });
  return indented(["---", ...yaml.trimEnd().split("\n"), "..."], 2);
}

function indented(lines: string[], spaces: number): string[] {
  return lines.map((line) => line && " ".repeat(spaces) + line);
}

/** One line in which no `#` begins a directive. */
function escaped(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, " / ")).replace(/[\\#]/g, "\\$&");
}
