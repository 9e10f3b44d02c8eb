/** Judges the suite: which of its checks catch which mutants. */
import fc from "fast-check";
import type { Role } from "../reports/model.ts";
import type { Check } from "./check.ts";
import { type Group, plan } from "./plan.ts";
import { seedOf } from "./seed.ts";
import { bind, type Subject } from "./subject.ts";
import { openMutant } from "./targets/mutant.ts";
import type { Mutant } from "./mutants/mod.ts";
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

/**
 * The ids of those `checks` that catch the mutant; each is tried until it does. To catch is to find a broken rule or,
 * where nothing is ruled (INFO), another answer than the reference's.
 */
export async function hunt(
  mutant: Mutant,
  checks: readonly Check[],
  casesOf: Casebook,
): Promise<Set<string>> {
  const target = openMutant(mutant);
  const reference = openReferenceTarget();
  const { role, methods } = mutant;
  const trials = plan(checks, target, "patch", { only: [], role, methods }).groups.map((group) => {
    const subject = bind(group, target);
    return { subject, cases: casesOf(subject) };
  });
  const caught = new Set<string>();
  const most = Math.max(0, ...trials.map(({ cases }) => cases.length));
  for (let i = 0; i < most; i++) {
    for (const { subject, cases } of trials) {
      const left = subject.planned.filter(({ check }) => !caught.has(check.id));
      if (left.length === 0 || i >= cases.length) continue;
      const [seen] = await subject.observe([cases[i]]);
      for (const { check, level } of left) {
        const answer = answerOf(subject, check, cases[i], seen);
        if (answer === undefined) continue;
        const free = level === "INFO" &&
          answer === await answerTo(bind(subject.group, reference), check, cases[i]);
        if (!free) caught.add(check.id);
      }
    }
  }
  return caught;
}

/** The checks that a mutant's `caughtBy` means by `id`: the one of that id, or all of a requirement. */
export function checksNamed(id: string, role: Role, checks: readonly Check[]): Check[] {
  const own = checks.filter((check) => check.role === role);
  const exact = own.filter((check) => check.id === id);
  return exact.length > 0 ? exact : own.filter((check) => check.requirements.includes(id));
}

async function answerTo(subject: Subject, check: Check, testCase: unknown) {
  const [seen] = await subject.observe([testCase]);
  return answerOf(subject, check, testCase, seen);
}

/** What a check says is wrong. */
function answerOf(
  subject: Subject,
  check: Check,
  testCase: unknown,
  seen: unknown,
): string | undefined {
  if (!subject.concerns(check, testCase, seen)) return undefined;
  return subject.judge(check, testCase, seen)?.observed;
}

function wordsOf(group: Group): string[] {
  return [group.source.name, group.method, group.role === "sender" ? group.detection : ""];
}
