/** Writes a report in the formats asked for. A writer is loaded when it is first used. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { stdout } from "node:process";
import type { Report } from "./model.ts";
import { paintFor, PLAIN } from "./paint.ts";

/** A reporter and where it writes: a file, `-` for standard output, or its own place when absent. */
export interface ReporterChoice {
  name: string;
  path?: string;
}

export interface WriteOptions {
  /** A broken SHOULD counts as a failure. */
  strict?: boolean;
}

interface Reporter {
  /** File in the report folder; null: standard output. */
  file: string | null;
  render(report: Report, options: WriteOptions, toTerminal: boolean): Promise<string>;
}

const REPORTERS: Record<string, Reporter> = {
  terminal: {
    file: null,
    render: async (report, options, toTerminal) =>
      (await import("./terminal.ts")).terminalReport(report, {
        ...options,
        paint: toTerminal ? paintFor(stdout) : PLAIN,
      }),
  },
  json: {
    file: "report.json",
    render: async (report) => (await import("./json.ts")).jsonReport(report),
  },
  junit: {
    file: "junit.xml",
    render: async (report, options) => (await import("./junit.ts")).junitReport(report, options),
  },
  tap: {
    file: "report.tap",
    render: async (report, options) => (await import("./tap.ts")).tapReport(report, options),
  },
  markdown: {
    file: "summary.md",
    render: async (report, options) =>
      (await import("./markdown.ts")).markdownReport(report, options),
  },
  badge: {
    file: "badge.json",
    render: async (report, options) => (await import("./badge.ts")).badgeReport(report, options),
  },
  html: {
    file: "report.html",
    render: async (report, options) => (await import("./html.ts")).htmlReport(report, options),
  },
};

/** Where a choice writes; `-`: standard output. */
export function placeOf({ name, path }: ReporterChoice, outDir: string): string {
  const { file } = REPORTERS[name];
  return path ?? (file === null ? "-" : join(outDir, file));
}

/** The names `--reporter` takes. */
export const REPORTER_NAMES: readonly string[] = Object.keys(REPORTERS);

/**
 * Writes each report; folders are made. One that cannot be written loses no other: returns for each of them where it
 * should be, and why it is not.
 *
 * @param outDir where reports without a path of their own go
 * @throws RangeError for a name that is not in `REPORTER_NAMES`, before anything is written
 */
export async function writeReports(
  report: Report,
  choices: readonly ReporterChoice[],
  outDir: string,
  options: WriteOptions = {},
): Promise<string[]> {
  for (const { name } of choices) {
    if (!Object.hasOwn(REPORTERS, name)) {
      throw new RangeError(`no reporter "${name}": there are ${REPORTER_NAMES.join(", ")}`);
    }
  }
  const lost: string[] = [];
  for (const choice of choices) {
    const file = placeOf(choice, outDir);
    const text = await REPORTERS[choice.name].render(report, options, file === "-");
    try {
      if (file === "-") stdout.write(text);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    } catch (error) {
      lost.push(`${file}: ${(error as Error).message}`);
    }
  }
  return lost;
}
