/** JSON Lines as the run goes, for other tools: a killed run leaves what was found. */
import { mkdirSync, openSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { stdout } from "node:process";
import type { Report, Result, TargetReport } from "./model.ts";
import type { Summary } from "./summary.ts";

/**
 * What is known of a target before it is judged.
 *
 * @example
 * ```ts
 * import type { TargetHead } from "@multifd/conformance";
 * const line = ({ name, version }: TargetHead) => `${name} ${version}`;
 * ```
 */
export type TargetHead = Pick<TargetReport, "name" | "version" | "profile" | "roles">;

/** One line. `report.schema.json` describes what the fields hold. */
export type RunEvent =
  | {
    event: "run-start";
    schema: 1;
    tool: Report["tool"];
    run: Pick<Report["run"], "seed" | "shard" | "profile" | "runs">;
  }
  /** In a campaign again for each seed. */
  | { event: "target-start"; target: TargetHead; seed: number }
  | { event: "result"; target: string; result: Result }
  | {
    event: "run-end";
    complete: boolean;
    durationMs: number;
    targets: { name: string; summary: Summary }[];
  };

/**
 * Opens a file, `-` is standard output; each event is handed to the system before the call returns. What cannot be
 * written does not end the run: behind the first such event nothing is written, and `lost` is told why. A reader that
 * went away is no loss.
 */
export function openEvents(path: string, lost: (why: string) => void): (event: RunEvent) => void {
  const write = writerOf(path);
  let broken = false;
  return (event) => {
    if (broken) return;
    try {
      write(line(event));
    } catch (error) {
      broken = true;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== "EPIPE") lost(`${path}: ${message}`);
    }
  };
}

function writerOf(path: string): (text: string) => void {
  if (path === "-") return (text) => void stdout.write(text);
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "w");
  return (text) => void writeSync(file, text);
}

function line(event: RunEvent): string {
  return JSON.stringify(event) + "\n";
}

/** The last event of a run. */
export function runEnd({ run, targets }: Report): RunEvent {
  return {
    event: "run-end",
    complete: run.complete,
    durationMs: run.durationMs,
    targets: targets.map(({ name, summary }) => ({ name, summary })),
  };
}
