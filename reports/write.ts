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
  /** The terminal lists every result. */
  verbose?: boolean;
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

/** The names `--reporter` takes. */
export const REPORTER_NAMES: readonly string[] = Object.keys(REPORTERS);

/**
 * Writes each report and returns the files written. Folders are made.
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
  const written: string[] = [];
  for (const { name, path } of choices) {
    const reporter = REPORTERS[name];
    const file = path ?? (reporter.file === null ? "-" : join(outDir, reporter.file));
    const text = await reporter.render(report, options, file === "-");
    if (file === "-") stdout.write(text);
    else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      written.push(file);
    }
  }
  return written;
}
