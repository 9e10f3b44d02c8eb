/** A badge: what shields.io's endpoint takes. */
import type { Report } from "./model.ts";
import { conforms, isFailing, sum } from "./summary.ts";

export interface BadgeOptions {
  /** A broken SHOULD is a failure. */
  strict?: boolean;
}

/** The file's text. It is green only when everything was judged and nothing failed, expected or not. */
export function badgeReport(report: Report, { strict = false }: BadgeOptions = {}): string {
  const { error, xfail } = sum(report.targets.map((t) => t.summary));
  return JSON.stringify({ schemaVersion: 1, label: "multifd", ...said() }) + "\n";

  function said() {
    if (!conforms(report, { strict })) {
      return { message: `${failingChecks(report, strict)} failing`, color: "red", isError: true };
    }
    if (error > 0 || !report.run.complete) {
      return { message: "not judged", color: "lightgrey", isError: true };
    }
    if (xfail > 0) return { message: "known failures", color: "yellow" };
    return { message: "conforms", color: "brightgreen" };
  }
}

/** Checks, however many methods and detections they fail with. */
function failingChecks(report: Report, strict: boolean): number {
  const checks = report.targets.flatMap(({ name, results }) =>
    results.filter((r) => isFailing(r.verdict, strict)).map((r) => `${name} ${r.role} ${r.id}`)
  );
  return new Set(checks).size;
}
