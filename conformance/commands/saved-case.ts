/** Counterexamples as files that `replay` runs again. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Report, Result, Role, TargetReport } from "../../reports/model.ts";
import { UsageError } from "../usage-error.ts";

export interface SavedCase {
  schema: 1;
  target: string;
  profile: string;
  check: string;
  role: Role;
  method: string;
  detection?: string;
  seed: number;
  path: string;
  case: unknown;
}

/** Where a failure's case is kept under the report folder. */
export function caseFile(
  out: string,
  target: string,
  result: Pick<Result, "id" | "method" | "detection">,
): string {
  const { id, method, detection } = result;
  const words = [id, method, detection].filter((word) => word !== undefined).map(plain);
  return join(out, "cases", `${[wordOf(target), ...words].join("--")}.json`);
}

/** The file's text. */
export function saveCase(target: TargetReport, result: Result, report: Report): string {
  const { seed, path, case: testCase } = result.counterexample!;
  const saved: SavedCase = {
    schema: 1,
    target: target.name,
    profile: report.run.profile ?? target.profile,
    check: result.id,
    role: result.role,
    method: result.method,
    ...(result.detection && { detection: result.detection }),
    seed,
    path,
    case: testCase,
  };
  return JSON.stringify(saved, null, 2) + "\n";
}

/** Reads a saved case. Throws a UsageError that names the file and the field. */
export function readSavedCase(file: string): SavedCase {
  let saved: SavedCase;
  try {
    saved = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  if (saved?.schema !== 1) {
    throw new UsageError(`${file}: schema: expected 1, found ${saved?.schema}`);
  }
  for (const field of ["target", "profile", "check", "role", "method"] as const) {
    if (typeof saved[field] !== "string") {
      throw new UsageError(`${file}: ${field}: expected a string, found ${typeof saved[field]}`);
    }
  }
  return saved;
}

/** A path of the user's becomes one word, another one for each path. */
function wordOf(target: string): string {
  if (/^[a-z0-9-]{1,60}$/.test(target)) return target;
  const hash = createHash("sha256").update(target).digest("hex").slice(0, 8);
  return `${plain(target).slice(-60)}-${hash}`;
}

function plain(word: string): string {
  return word.replace(/[^A-Za-z0-9.]+/g, "-").replace(/^-+|-+$/g, "");
}
