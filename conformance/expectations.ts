/**
 * Expectation files: what is known to be wrong with an implementation, a line each:
 *
 *     # comment
 *     CHECK  METHOD[/DETECTION]  fail|warn  # reason
 *
 * CHECK is a check id. `*` stands for anything in it, and METHOD takes it too, or a list with commas: `RCV-23*` is
 * every check of RCV-23, `RCV-23` the one of that name alone. Where both sides have a check of that name, `METHOD/` is
 * the receiver's alone.
 */
import type { Result } from "../reports/model.ts";
import { globMatches } from "./glob.ts";
import { UsageError } from "./usage-error.ts";

/**
 * A line of the file.
 *
 * @example
 * ```ts
 * import { type Expectation, parseExpectations } from "@multifd/conformance";
 * const [known]: Expectation[] = parseExpectations("RCV-43 zlib warn # takes it", "known.txt");
 * console.log(known.reason); // takes it
 * ```
 */
export interface Expectation {
  /** A glob over check ids. */
  check: string;
  /** Globs, with commas between them. */
  method: string;
  /** A glob; `*` where the line names none. */
  detection: string;
  /** What is expected. */
  verdict: "fail" | "warn";
  /** For people. */
  reason: string;
  /** Line in the file, from 1. */
  line: number;
}

/**
 * Reads an expectation file. Throws a UsageError that names the file and the line.
 *
 * @example
 * ```ts
 * import { parseExpectations } from "@multifd/conformance";
 * console.log(parseExpectations("RCV-2* * fail # old", "known.txt").length); // 1
 * ```
 */
export function parseExpectations(text: string, file: string): Expectation[] {
  return text.split("\n").flatMap((whole, i) => {
    const [rule, ...comment] = whole.split("#");
    const words = rule.trim().split(/\s+/);
    if (words[0] === "") return [];
    const [check, where, verdict, ...more] = words;
    const [method, detection = "*", ...rest] = where?.split("/") ?? [];
    if (!method || !verdict || more.length > 0 || rest.length > 0) {
      throw new UsageError(
        `${file}:${i + 1}: expected "CHECK METHOD[/DETECTION] VERDICT # reason", found ${
          shown(rule.trim())
        }`,
      );
    }
    if (verdict !== "fail" && verdict !== "warn") {
      throw new UsageError(`${file}:${i + 1}: the verdict is fail or warn, not ${shown(verdict)}`);
    }
    return [{ check, method, detection, verdict, reason: comment.join("#").trim(), line: i + 1 }];
  });
}

/** In a message: a line, and not more of it than fits into one. */
function shown(text: string): string {
  return JSON.stringify(text.length > 80 ? text.slice(0, 77) + "..." : text);
}

/** The first line that speaks of this result. */
export function expectationFor(
  expectations: readonly Expectation[],
  result: Pick<Result, "id" | "method" | "detection">,
): Expectation | undefined {
  return expectations.find((e) => speaksOf(e, result));
}

/** True when the line names the result's check, method and detection. */
export function speaksOf(
  { check, method, detection }: Expectation,
  result: Pick<Result, "id" | "method" | "detection">,
): boolean {
  return globMatches(check, result.id) &&
    method.split(",").some((m) => globMatches(m, result.method)) &&
    globMatches(detection, result.detection ?? "");
}
