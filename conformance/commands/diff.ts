/** `diff`: what changed between two reports. */
import process from "node:process";
import { diffJson, diffReports, diffText, gotWorse } from "../../reports/diff.ts";
import { paintFor } from "../../reports/paint.ts";
import { readReport } from "../../reports/read.ts";

/** 0: nothing got worse; 1: something did. Throws a ReportError for what is no report. */
export function diffCommand(before: string, after: string, flags: { json?: boolean }): number {
  const diffs = diffReports(readReport(before).report, readReport(after).report);
  process.stdout.write(flags.json ? diffJson(diffs) : diffText(diffs, paintFor(process.stdout)));
  return gotWorse(diffs) ? 1 : 0;
}
