/**
 * Cases and jobs as plain JSON and back: saved counterexamples are read again by people and
 * programs that did not write them. 64-bit numbers become decimal strings.
 */
import type { ReceiverCase } from "./case.ts";
import type { SenderJob } from "./job.ts";
import { Reader } from "./json/reader.ts";
import { readReceiverCase } from "./json/read-case.ts";
import { readSenderJob } from "./json/read-job.ts";

/** Anything that `JSON.stringify` takes without loss. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export { CaseJsonError } from "./json/error.ts";

/**
 * A case of a receiver or a job of a sender as JSON.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { caseFromJson, caseToJson } from "./case-json.ts";
 * import { validSession } from "./receiver-session.ts";
 * const shape = { method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2 } as const;
 * const [testCase] = fc.sample(validSession(shape), 1);
 * const text = JSON.stringify(caseToJson(testCase));
 * console.log(caseFromJson(JSON.parse(text)));
 * ```
 */
export function caseToJson(value: ReceiverCase | SenderJob): Json {
  return jsonOf(value);
}

/**
 * The case of a receiver in `json`. Throws a `CaseJsonError` that names the first field that is not
 * as it must be.
 */
export function caseFromJson(json: unknown): ReceiverCase {
  return readReceiverCase(new Reader("case", json));
}

/**
 * The job of a sender in `json`. Throws a `CaseJsonError` that names the first field that is not as
 * it must be.
 */
export function jobFromJson(json: unknown): SenderJob {
  return readSenderJob(new Reader("job", json));
}

function jsonOf(value: unknown): Json {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== "object" || value === null) return value as Json;
  const object: { [key: string]: Json } = {};
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) object[key] = jsonOf(item);
  }
  return object;
}
