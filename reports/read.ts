/** Reads `report.json` files. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Report } from "./model.ts";
import { ReportError } from "./report-error.ts";
import schema from "./report.schema.json" with { type: "json" };

let validate: ValidateFunction<Report> | undefined;

/**
 * Reads a report, or the `report.json` of a folder.
 *
 * @throws ReportError that names the file and, for what the schema refuses, the path in it
 */
export function readReport(path: string): { file: string; report: Report } {
  const folder = existsSync(path) && statSync(path).isDirectory();
  const file = folder ? join(path, "report.json") : path;
  let report: unknown;
  try {
    report = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new ReportError(`${file}: ${(error as Error).message}`);
  }
  validate ??= new Ajv2020().compile<Report>(schema);
  if (!validate(report)) {
    const [{ instancePath, message, params }] = validate.errors!;
    const field = params.additionalProperty ?? params.allowedValue ?? params.allowedValues;
    throw new ReportError(
      `${file}: ${instancePath || "/"}: ${message}${field === undefined ? "" : ` (${field})`}`,
    );
  }
  return { file, report };
}
