/** Runs the cases of a group once and judges each by all of the group's checks; shrinks what failed. */
import fc from "fast-check";
import { type Failure, pagesIn } from "./failure.ts";
import type { Planned } from "./plan.ts";
import type { RunOptions } from "./run-options.ts";
import { seedOf } from "./seed.ts";
import type { Subject } from "./subject.ts";
import { TargetError } from "./target.ts";

export interface Outcome {
  planned: Planned;
  /** Cases judged; for a failure, the place of the failing case among all of the run, from 1. */
  runs: number;
  durationMs: number;
  /** How often each class of input was judged; for a failure, the classes of the failing case. */
  classes: Record<string, number>;
  failure?: Failure;
  /** The harness or the target could not do its part, and nothing else was found. */
  error?: string;
}

/** Cases are observed so many at a time: observations need not be kept, and Ctrl-C waits for few processes. */
const CHUNK = 50;
const COSTLY_CHUNK = 12;
const DEFAULT_RUNS = 100;
const COSTLY_RUNS = 10;
/** Attempts at a smaller case before the smallest so far is taken. */
const MAX_SHRINKS = 400;
const MAX_COSTLY_SHRINKS = 60;
/** Attempts that one costs after which a program is started anew; a hang takes a whole time limit. */
const DEATH_COST: Record<string, number> = { crashed: 4, hung: 80 };

/** One outcome a check, in the order of the group. */
export async function runGroup(subject: Subject, options: RunOptions): Promise<Outcome[]> {
  return (await runGroups([subject], options))[0];
}

/** The same for several targets that take the same cases: each case goes to one after the other. */
export async function runGroups(
  subjects: readonly Subject[],
  options: RunOptions,
): Promise<Outcome[][]> {
  const [subject] = subjects;
  const { group, stimulus } = subject;
  const seed = seedOf(
    options.seed,
    group.source.name,
    group.method,
    group.role === "sender" ? group.detection : "",
  );
  const runs = options.runs ?? subject.runs ?? (subject.costly ? COSTLY_RUNS : DEFAULT_RUNS);
  const size = subject.single ? 1 : subject.costly || subject.restarts ? COSTLY_CHUNK : CHUNK;
  const trials = subjects.map((s) => new Trial(s, seed));
  const cases: NumberedCase[] = [];
  for (const trial of trials) {
    await trial.attempt(() => {
      if (cases.length > 0) return;
      cases.push(...casesOf(stimulus, seed, runs).filter((c) => inShard(c, options.shard)));
    });
  }
  for (let at = 0; at < cases.length && !options.signal?.aborted; at += size) {
    const chunk = cases.slice(at, at + size);
    for (const trial of trials) await trial.attempt(() => trial.judge(chunk));
    if (trials.every((trial) => trial.over)) break;
  }
  for (const trial of trials) await trial.attempt(() => trial.shrinkAll(runs));
  return trials.map((trial) => trial.end());
}

/** A group's checks on one target. */
class Trial {
  readonly #subject: Subject;
  readonly #seed: number;
  readonly #outcomes: Outcome[];
  #broken = false;
  #ms = 0;

  constructor(subject: Subject, seed: number) {
    this.#subject = subject;
    this.#seed = seed;
    this.#outcomes = subject.planned.map((planned) => ({
      planned,
      runs: 0,
      durationMs: 0,
      classes: {},
    }));
  }

  /** Nothing more can be found. */
  get over(): boolean {
    return this.#broken || this.#outcomes.every((o) => o.failure);
  }

  /** Does a part of the work and counts its time. An exception ends the trial, and what was found stays. */
  async attempt(work: () => void | Promise<void>): Promise<void> {
    if (this.#broken) return;
    const started = performance.now();
    try {
      await work();
    } catch (thrown) {
      this.#broken = true;
      const error = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
      for (const outcome of this.#outcomes) outcome.error ??= error;
    }
    this.#ms += performance.now() - started;
  }

  async judge(chunk: NumberedCase[]): Promise<void> {
    if (!this.over) await judgeChunk(this.#subject, chunk, this.#outcomes, this.#seed);
  }

  async shrinkAll(runs: number): Promise<void> {
    if (!this.#subject.stimulus.drawn) return;
    for (const outcome of this.#outcomes) {
      if (outcome.failure) await shrink(this.#subject, outcome, this.#seed, runs);
    }
  }

  end(): Outcome[] {
    const outcomes = this.#outcomes;
    for (const outcome of outcomes) {
      if (outcome.failure) delete outcome.error;
      outcome.durationMs = Math.round(this.#ms / outcomes.length * 10) / 10;
    }
    return outcomes;
  }
}

interface NumberedCase {
  testCase: unknown;
  path: string;
  /** Among all cases of the run, those of other shards too; from 1. */
  place: number;
}

/**
 * The same for the same seed. The first failing one is shown, so fixed cases of several pages, which cannot be shrunk,
 * come last.
 */
function casesOf(
  stimulus: Subject["stimulus"],
  seed: number,
  runs: number,
): NumberedCase[] {
  const fixed = (stimulus.fixed ?? []).map((testCase, i) => ({ testCase, path: `fixed:${i}` }));
  const [large, small] = [true, false].map((is) =>
    fixed.filter((f) => (pagesIn(f.testCase) > 1) === is)
  );
  const drawn = stimulus.drawn ? fc.sample(stimulus.drawn, { seed, numRuns: runs }) : [];
  const numbered = drawn.map((testCase, i) => ({ testCase, path: String(i) }));
  return [...small, ...numbered, ...large].map((c, i) => ({ ...c, place: i + 1 }));
}

function inShard({ place }: NumberedCase, shard: RunOptions["shard"]): boolean {
  return !shard || (place - 1) % shard.count === shard.index - 1;
}

async function judgeChunk(
  subject: Subject,
  chunk: NumberedCase[],
  outcomes: Outcome[],
  seed: number,
): Promise<void> {
  const seen = await subject.observe(chunk.map((c) => c.testCase));
  for (const [i, { testCase, path, place }] of chunk.entries()) {
    const classes = (testCase as { classes?: string[] }).classes ?? [];
    for (const outcome of outcomes) {
      const { check } = outcome.planned;
      const observed = seen[i];
      if (observed instanceof TargetError) {
        if (subject.mayConcern(check, testCase)) outcome.error ??= observed.message;
        continue;
      }
      if (outcome.failure || !subject.concerns(check, testCase, observed)) continue;
      const problem = subject.judge(check, testCase, observed);
      if (problem) {
        outcome.failure = {
          testCase,
          seen: subject.keep(observed),
          problem,
          seed,
          path,
          shrinks: 0,
        };
        outcome.runs = place;
        outcome.classes = {};
      } else outcome.runs++;
      for (const name of classes) outcome.classes[name] = (outcome.classes[name] ?? 0) + 1;
    }
  }
}

/** Lets fast-check walk from the failing case to the smallest one it finds. */
async function shrink(
  subject: Subject,
  outcome: Outcome,
  seed: number,
  runs: number,
): Promise<void> {
  const failure = outcome.failure!;
  if (failure.path.startsWith("fixed:")) return;
  let left = subject.costly ? MAX_COSTLY_SHRINKS : MAX_SHRINKS;
  let smallest = failure;
  const property = fc.asyncProperty(subject.stimulus.drawn!, async (testCase) => {
    if (left-- <= 0) return true;
    const { check } = outcome.planned;
    const [seen] = await subject.observe([testCase]);
    if (seen instanceof TargetError) return true;
    if (subject.restarts) left -= DEATH_COST[subject.outcomeOf(seen)] ?? 0;
    if (!subject.concerns(check, testCase, seen)) return true;
    const problem = subject.judge(check, testCase, seen);
    if (!problem) return true;
    smallest = { ...failure, testCase, seen: subject.keep(seen), problem };
    return false;
  });
  const details = await fc.check(property, {
    seed,
    path: failure.path,
    numRuns: runs,
    endOnFailure: false,
  });
  outcome.failure = {
    ...smallest,
    path: details.counterexamplePath ?? failure.path,
    shrinks: details.numShrinks,
  };
}
