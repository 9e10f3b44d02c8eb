/** From what was found to a verdict. */
import { AS_THE_RULE_SAYS, type Level, type Result } from "../reports/model.ts";
import type { Problem } from "./check.ts";
import type { Expectation } from "./expectations.ts";

/** The verdict on one check, and its reason where it needs one. */
export function verdictOf(
  level: Level,
  runs: number,
  problem: Problem | undefined,
  error: string | undefined,
  expectation: Expectation | undefined,
  shard = false,
): Pick<Result, "verdict" | "reason" | "listed"> {
  if (error) return { verdict: "error", reason: error };
  if (runs === 0) return { verdict: "skip", reason: "no case of this run concerned it" };
  if (level === "INFO") {
    return {
      verdict: "info",
      reason: problem ? `${problem.observed} (the rule: ${problem.expected})` : AS_THE_RULE_SAYS,
    };
  }
  if (!problem) {
    if (!expectation) return { verdict: "pass" };
    const reason =
      `listed as ${expectation.verdict} on line ${expectation.line} and passes now: remove the line`;
    // Another shard may have the case that fails.
    return shard ? { verdict: "pass", listed: reason } : { verdict: "xpass", reason };
  }
  const verdict = level === "MUST" ? "fail" : "warn";
  return expectation?.verdict === verdict
    ? { verdict: "xfail", reason: expectation.reason }
    : { verdict };
}
