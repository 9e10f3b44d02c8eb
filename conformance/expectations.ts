/**
 * Expectation files: what is known to be wrong with an implementation, a line each:
 *
 *     # comment
 *     CHECK  METHOD[/DETECTION]  fail|warn  # reason
 *
 * CHECK is a check id or a requirement id; both patterns take `*`, and METHOD a list with commas.
 */
import type { Result } from "../reports/model.ts";
import { globMatches } from "./glob.ts";
import { UsageError } from "./usage-error.ts";

export interface Expectation {
  check: string;
  method: string;
  detection: string;
  verdict: "fail" | "warn";
  reason: string;
  /** Line in the file, from 1. */
  line: number;
}

/** Reads an expectation file. Throws a UsageError that names the file and the line. */
export function parseExpectations(text: string, file: string): Expectation[] {
  return text.split("\n").flatMap((whole, i) => {
    const [rule, ...comment] = whole.split("#");
    const words = rule.trim().split(/\s+/);
    if (words[0] === "") return [];
    const [check, where, verdict, ...more] = words;
    if (!where || !verdict || more.length > 0) {
      throw new UsageError(
        `${file}:${
          i + 1
        }: expected "CHECK METHOD[/DETECTION] VERDICT # reason", found "${rule.trim()}"`,
      );
    }
    if (verdict !== "fail" && verdict !== "warn") {
      throw new UsageError(`${file}:${i + 1}: the verdict is fail or warn, not "${verdict}"`);
    }
    const [method, detection = "*"] = where.split("/");
    return [{ check, method, detection, verdict, reason: comment.join("#").trim(), line: i + 1 }];
  });
}

/** The first line that speaks of this result. */
export function expectationFor(
  expectations: readonly Expectation[],
  result: Pick<Result, "id" | "requirements" | "method" | "detection">,
): Expectation | undefined {
  return expectations.find((e) =>
    (globMatches(e.check, result.id) || result.requirements.some((r) => globMatches(e.check, r))) &&
    e.method.split(",").some((m) => globMatches(m, result.method)) &&
    globMatches(e.detection, result.detection ?? "")
  );
}
