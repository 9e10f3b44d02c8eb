/** Judges the suite: which of its checks catch which mutants. */
import fc from "fast-check";
import type { Role } from "../reports/model.ts";
import type { Check, Problem } from "./check.ts";
import { type Group, plan } from "./plan.ts";
import { seedOf } from "./seed.ts";
import { bind, type Subject } from "./subject.ts";
import type { Mutant } from "./mutants/mod.ts";
import { TargetError } from "./target.ts";
import { openMutant } from "./targets/mutant.ts";
import { openReferenceTarget } from "./targets/reference.ts";

/** The cases of a group: the same for every mutant. */
export type Casebook = (subject: Subject) => readonly unknown[];

/** Draws `runs` cases a group, once for all mutants; the fixed ones come behind them. */
export function casebook({ seed, runs }: { seed: number; runs: number }): Casebook {
  const book = new Map<string, readonly unknown[]>();
  return ({ group, stimulus: { fixed = [], drawn } }) => {
    const words = wordsOf(group);
    const key = words.join();
    let cases = book.get(key);
    if (!cases) {
      const draw = { seed: seedOf(seed, ...words), numRuns: runs };
      book.set(key, cases = [...(drawn ? fc.sample(drawn, draw) : []), ...fixed]);
    }
    return cases;
  };
}

/** A check that caught a mutant. */
export interface Catch {
  check: Check;
  /** Drawn cases it took, in the order of `--runs`; undefined where only a fixed case did. */
  runs?: number;
}

/**
 * Those `checks` that catch the mutant, in the order in which they do; each is tried until it does, or all are `enough`.
 * To catch is to find a broken rule or, where nothing is ruled (INFO), another answer than the reference's.
 */
export async function hunt(
  mutant: Mutant,
  checks: readonly Check[],
  casesOf: Casebook,
  enough: (caught: readonly Catch[]) => boolean = () => false,
): Promise<Catch[]> {
  const trials = subjectsOf(mutant, checks).map((subject) => {
    const cases = casesOf(subject);
    return { subject, cases, drawn: cases.length - (subject.stimulus.fixed?.length ?? 0) };
  });
  const caught: Catch[] = [];
  const most = Math.max(0, ...trials.map(({ cases }) => cases.length));
  for (let i = 0; i < most; i++) {
    for (const { subject, cases, drawn } of trials) {
      const left = subject.planned.filter(({ check }) => !caught.some((c) => c.check === check));
      if (left.length === 0 || i >= cases.length) continue;
      const [seen] = await subject.observe([cases[i]]);
      for (const { check, level } of left) {
        const problem = problemOf(subject, check, cases[i], seen);
        if (!problem || (level === "INFO" && await isUsual(subject, check, cases[i], problem))) {
          continue;
        }
        caught.push({ check, ...(i < drawn && { runs: i + 1 }) });
        if (enough(caught)) return caught;
      }
    }
  }
  return caught;
}

/** The mutant, given each group of these checks. */
export function subjectsOf(mutant: Mutant, checks: readonly Check[]): Subject[] {
  const target = openMutant(mutant);
  const { role, methods } = mutant;
  return plan(checks, target, "patch", { only: [], role, methods }).groups
    .map((group) => bind(group, target));
}

/** True when the reference gives the same answer. */
async function isUsual(
  { group }: Subject,
  check: Check,
  testCase: unknown,
  { observed }: Problem,
): Promise<boolean> {
  const reference = bind(group, openReferenceTarget());
  const [seen] = await reference.observe([testCase]);
  return problemOf(reference, check, testCase, seen)?.observed === observed;
}

/** The requirements that a mutant says it breaks. */
export function broken({ caughtBy }: Mutant): Set<string> {
  return new Set(caughtBy.map((id) => id.split("/")[0]));
}

/** The checks of its role that name a requirement that the mutant breaks. */
export function checksOn(mutant: Mutant, checks: readonly Check[]): Check[] {
  const breaks = broken(mutant);
  return checks.filter(({ role, requirements }) =>
    role === mutant.role && requirements.some((id) => breaks.has(id))
  );
}

/** The checks that a mutant's `caughtBy` means by `id`: the one of that id, or all of a requirement. */
export function checksNamed(id: string, role: Role, checks: readonly Check[]): Check[] {
  const own = checks.filter((check) => check.role === role);
  const exact = own.filter((check) => check.id === id);
  return exact.length > 0 ? exact : own.filter((check) => check.requirements.includes(id));
}

/** What a check says is wrong. */
function problemOf(
  subject: Subject,
  check: Check,
  testCase: unknown,
  seen: unknown,
): Problem | undefined {
  if (seen instanceof TargetError) throw seen;
  return subject.concerns(check, testCase, seen) ? subject.judge(check, testCase, seen) : undefined;
}

function wordsOf(group: Group): string[] {
  return [group.source.name, group.method, group.role === "sender" ? group.detection : ""];
}
