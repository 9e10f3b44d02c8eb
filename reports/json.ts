/** `report.json`: the report as it is, for programs. */
import type { Report } from "./model.ts";

/** The file's text; `report.schema.json` describes it. */
export function jsonReport(report: Report): string {
  return JSON.stringify(report, null, 2) + "\n";
}
