/** What a run leaves behind: reports, saved cases and an exit code. */
import { closeSync, existsSync, mkdirSync, openSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import process from "node:process";
import { openEvents, type RunEvent } from "../../reports/events.ts";
import type { Report, Result } from "../../reports/model.ts";
import { conforms } from "../../reports/summary.ts";
import { placeOf, REPORTER_NAMES, type ReporterChoice } from "../../reports/write.ts";
import { commandLine } from "../tool.ts";
import { UsageError } from "../usage-error.ts";
import { choice } from "./option-values.ts";
import { caseFile, saveCase } from "./saved-case.ts";

/** Reads `--reporter name[=path]`; `more` names those that the caller writes itself. */
export function reportersOf(
  named = ["terminal", "json", "junit", "html"],
  more: readonly string[] = [],
): ReporterChoice[] {
  const places = new Map<string, string>();
  return named.map((word) => {
    const [name, ...path] = word.split("=");
    choice("--reporter", name, [...REPORTER_NAMES, ...more]);
    if (path.length === 0) return { name };
    const place = path.join("=");
    const key = place === "-" ? place : resolve(place);
    const other = places.get(key);
    if (other) throw new UsageError(`--reporter ${word}: ${other} writes there too`);
    places.set(key, name);
    return { name, path: place };
  });
}

/** Opens every choice of the reporter `events`; `lost` is told of one that cannot be written to its end. */
export function openAllEvents(
  choices: readonly ReporterChoice[],
  out: string,
  lost: (why: string) => void,
): (event: RunEvent) => void {
  const all = choices.map((choice) => openEvents(placeIn(out, choice), lost));
  return (event) => all.forEach((emit) => emit(event));
}

/** Before the run: what is found must not be lost for want of a place. Throws a UsageError where there is none. */
export function makePlaces(out: string, reporters: readonly ReporterChoice[]): void {
  makeFolder(`--out ${out}`, join(out, "cases"));
  for (const reporter of reporters) {
    const file = placeIn(out, reporter);
    const { name, path } = reporter;
    if (file !== "-") makeFile(path ? `--reporter ${name}=${path}` : `--out ${out}`, file);
  }
}

function placeIn(out: string, reporter: ReporterChoice): string {
  if (reporter.name === "events") return reporter.path ?? join(out, "events.jsonl");
  return placeOf(reporter, out);
}

export function makeFolder(option: string, folder: string): void {
  made(option, () => mkdirSync(folder, { recursive: true }));
}

/** Opens the file as it will be written; one that was not there is gone again. */
export function makeFile(option: string, file: string): void {
  made(option, () => {
    const isNew = !existsSync(file);
    mkdirSync(dirname(file), { recursive: true });
    closeSync(openSync(file, "a"));
    if (isNew) unlinkSync(file);
  });
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
  return `${commandLine("replay")} ${shellWord(caseFile(out, target, result))}`;
}

function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Returns why those that are missing could not be written. */
export function saveCases(report: Report, out: string): string[] {
  const lost: string[] = [];
  for (const target of report.targets) {
    for (const result of target.results) {
      if (!result.counterexample) continue;
      const file = caseFile(out, target.name, result);
      try {
        writeFileSync(file, saveCase(target, result, report));
      } catch (error) {
        lost.push(`${file}: ${(error as Error).message}`);
      }
    }
  }
  return lost;
}

/** Tells what could not be written. Returns the exit code: 3 where anything could not, or `code`. */
export function tellLost(lost: readonly string[], code: number): number {
  for (const why of lost) process.stderr.write(`error: not written: ${why}\n`);
  return lost.length > 0 ? 3 : code;
}

/** 1: does not conform; 3: not everything was judged; else 0. */
export function exitCodeOf(report: Report, strict: boolean): number {
  if (!conforms(report, { strict })) return 1;
  return report.targets.some((t) => t.summary.error > 0) ? 3 : 0;
}
