/** From what was found to a verdict. */
import type { Level, Verdict } from "../reports/model.ts";
import type { Problem } from "./check.ts";
import type { Expectation } from "./expectations.ts";

/** The verdict on one check, and its reason where it needs one. */
export function verdictOf(
  level: Level,
  runs: number,
  problem: Problem | undefined,
  error: string | undefined,
  expectation: Expectation | undefined,
): { verdict: Verdict; reason?: string } {
  if (error) return { verdict: "error", reason: error };
  if (runs === 0) return { verdict: "skip", reason: "no case of this run concerned it" };
  if (level === "INFO") {
    return {
      verdict: "info",
      reason: problem ? `${problem.observed} (the rule: ${problem.expected})` : "as the rule says",
    };
  }
  if (!problem) {
    return expectation
      ? {
        verdict: "xpass",
        reason:
          `listed as ${expectation.verdict} on line ${expectation.line} and passes now: remove the line`,
      }
      : { verdict: "pass" };
  }
  const verdict = level === "MUST" ? "fail" : "warn";
  return expectation?.verdict === verdict
    ? { verdict: "xfail", reason: expectation.reason }
    : { verdict };
}
