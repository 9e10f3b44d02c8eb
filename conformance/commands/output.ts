/** What a run leaves behind: reports, saved cases and an exit code. */
import { closeSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { openEvents, type RunEvent } from "../../reports/events.ts";
import type { Report, Result } from "../../reports/model.ts";
import { conforms } from "../../reports/summary.ts";
import { REPORTER_NAMES, type ReporterChoice } from "../../reports/write.ts";
import { UsageError } from "../usage-error.ts";
import { choice } from "./option-values.ts";
import { caseFile, saveCase } from "./saved-case.ts";

/** Reads `--reporter name[=path]`; `more` names those that the caller writes itself. */
export function reportersOf(
  named = ["terminal", "json", "junit", "html"],
  more: readonly string[] = [],
): ReporterChoice[] {
  return named.map((word) => {
    const [name, ...path] = word.split("=");
    choice("--reporter", name, [...REPORTER_NAMES, ...more]);
    return path.length > 0 ? { name, path: path.join("=") } : { name };
  });
}

/** Opens every choice of the reporter `events`. */
export function openAllEvents(
  choices: readonly ReporterChoice[],
  out: string,
): (event: RunEvent) => void {
  const all = choices.map(({ path }) => openEvents(path ?? join(out, "events.jsonl")));
  return (event) => all.forEach((emit) => emit(event));
}

/** Before the run: what is found must not be lost for want of a place. */
export function makePlaces(out: string, reporters: readonly ReporterChoice[]): void {
  made(`--out ${out}`, () => mkdirSync(join(out, "cases"), { recursive: true }));
  for (const { name, path } of reporters) {
    if (path === undefined || path === "-") continue;
    made(`--reporter ${name}=${path}`, () => {
      mkdirSync(dirname(path), { recursive: true });
      closeSync(openSync(path, "a"));
    });
  }
}

function made(option: string, make: () => void): void {
  try {
    make();
  } catch (error) {
    throw new UsageError(`${option}: ${(error as Error).message}`);
  }
}

/** The command that replays a failure from where `saveCases` puts it. */
export function replayCommand(out: string, target: string, result: Result): string {
  return `deno task replay ${shellWord(caseFile(out, target, result))}`;
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

export function saveCases(report: Report, out: string): void {
  for (const target of report.targets) {
    for (const result of target.results) {
      if (!result.counterexample) continue;
      writeFileSync(caseFile(out, target.name, result), saveCase(target, result, report));
    }
  }
}

/** 1: does not conform; 3: not everything was judged; else 0. */
export function exitCodeOf(report: Report, strict: boolean): number {
  if (!conforms(report, { strict })) return 1;
  return report.targets.some((t) => t.summary.error > 0) ? 3 : 0;
}
