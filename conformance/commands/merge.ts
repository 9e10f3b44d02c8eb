/** `merge`: joins the reports of shards, or of several targets, and writes them as a run would have. */
import { mergeReports } from "../../reports/merge.ts";
import { readReport } from "../../reports/read.ts";
import { writeReports } from "../../reports/write.ts";
import {
  exitCodeOf,
  makePlaces,
  replayCommand,
  reportersOf,
  saveCases,
  tellLost,
} from "./output.ts";

export interface MergeFlags {
  out: string;
  reporter?: string[];
  strict?: boolean;
}

/** Returns the exit code that the whole run would have had. Throws a ReportError for reports that do not fit. */
export async function mergeCommand(folders: string[], flags: MergeFlags): Promise<number> {
  const reporters = reportersOf(flags.reporter);
  const report = mergeReports(folders.map(readReport));
  for (const { name, results } of report.targets) {
    for (const result of results) {
      if (!result.counterexample) continue;
      result.counterexample.replay = replayCommand(flags.out, name, result);
    }
  }
  makePlaces(flags.out, reporters);
  const strict = flags.strict === true;
  const lost = saveCases(report, flags.out);
  lost.push(...await writeReports(report, reporters, flags.out, { strict }));
  return tellLost(lost, exitCodeOf(report, strict));
}
