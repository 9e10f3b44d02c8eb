/** Brings an expectation file up to what a run found. */
import type { Result, TargetReport, Verdict } from "../reports/model.ts";
import { printable } from "../reports/hex-text.ts";
import { type Expectation, expectationFor, parseExpectations, speaksOf } from "./expectations.ts";

export interface Update {
  text: string;
  added: number;
  /** Lines that hold for less than they said. */
  narrowed: number;
  removed: number;
}

const UNEXPECTED: ReadonlySet<Verdict> = new Set(["fail", "warn", "xpass"]);

/** Characters of what was seen that become a reason. */
const REASON = 120;

/**
 * Comments and lines that still hold stay as they are, in their places. A line goes when all it speaks of passes now;
 * when some of it does, lines for the rest take its place. New failures come last, in the order of the report. Lines of
 * which the run says nothing stay.
 *
 * @param text the file as it is, empty for a new one
 * @param target of a whole run, judged by these very lines
 */
export function updateExpectations(text: string, file: string, target: TargetReport): Update {
  const expectations = parseExpectations(text, file);
  const update = { added: 0, narrowed: 0, removed: 0 };
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  const kept = lines.flatMap((line, i) => {
    const expectation = expectations.find((e) => e.line === i + 1);
    const rest = expectation && remaining(expectation, expectations, target.results);
    if (!rest) return [line];
    update[rest.length > 0 ? "narrowed" : "removed"]++;
    return linesOf(rest, () => expectation.reason, expectation.verdict, target);
  });
  const added = (["fail", "warn"] as const).flatMap((verdict) =>
    linesOf(target.results.filter((r) => r.verdict === verdict), reasonOf, verdict, target)
  );
  update.added = added.length;
  if (text === "" && added.length > 0) kept.push(...heading(target));
  return { text: [...kept, ...added, ""].join("\n"), ...update };
}

function heading({ name, version }: TargetReport): string[] {
  return [`# What is known to be wrong with ${oneLine(`${name} ${version}`)}.`, ""];
}

/** What a line still holds for; undefined: for all that it speaks of. */
function remaining(
  expectation: Expectation,
  all: readonly Expectation[],
  results: readonly Result[],
): Result[] | undefined {
  // Of what an earlier line speaks too: that one may go.
  const contradicted = results.some((r) => UNEXPECTED.has(r.verdict) && speaksOf(expectation, r));
  if (!contradicted) return undefined;
  return results.filter((r) =>
    (r.verdict === "xfail" || r.verdict === "error") && expectationFor(all, r) === expectation
  );
}

/** A line for each check and detection, its methods with commas between them. */
function linesOf(
  results: readonly Result[],
  reason: (result: Result) => string,
  verdict: Expectation["verdict"],
  target: TargetReport,
): string[] {
  const groups = Map.groupBy(results, ({ id, detection }) => JSON.stringify([id, detection]));
  return [...groups.values()].map((group) => {
    const [{ id, detection }] = group;
    const methods = [...new Set(group.map((r) => r.method))].join(",");
    const bothSides = target.results.some((r) => r.id === id && r.detection !== undefined);
    const where = bothSides ? `${methods}/${detection ?? ""}` : methods;
    return `${id.padEnd(16)}  ${where.padEnd(18)}  ${verdict}  # ${reason(group[0])}`.trimEnd();
  });
}

function reasonOf({ counterexample }: Result): string {
  const { observed, expected } = counterexample!;
  const words = oneLine(`${observed}, not ${expected}`);
  return words.length > REASON ? `${words.slice(0, REASON).toWellFormed()}…` : words;
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, " / "));
}
