/** A group's checks on one target: each judges every case, and what failed is shrunk. */
import fc from "fast-check";
import type { Failure } from "./failure.ts";
import type { Planned } from "./plan.ts";
import type { Subject } from "./subject.ts";
import { TargetError } from "./target.ts";

/** A case on its place in the run. */
export interface NumberedCase {
  testCase: unknown;
  path: string;
  /** Among all cases of the run, those of other shards too; from 1. */
  place: number;
}

/** What a check has come to. */
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

/** Attempts at a smaller case before the smallest so far is taken. */
const MAX_SHRINKS = 400;
const MAX_COSTLY_SHRINKS = 60;
/** Attempts that one costs after which a program is started anew; a hang takes a whole time limit. */
const DEATH_COST: Record<string, number> = { crashed: 4, hung: 80 };

export class Trial {
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
  get isOver(): boolean {
    return this.#broken || this.#outcomes.every((o) => o.failure);
  }

  /** Runs the cases; none when nothing more can be found. */
  async judge(chunk: readonly NumberedCase[]): Promise<void> {
    if (!this.isOver) await this.#attempt(() => this.#judge(chunk));
  }

  /**
   * Walks from each failing case to the smallest that fails, or to the smallest found when `signal` is aborted.
   *
   * @param runs Drawn cases of the run.
   */
  async shrink(runs: number, signal?: AbortSignal): Promise<void> {
    const { drawn } = this.#subject.stimulus;
    if (!drawn || this.#broken) return;
    await this.#attempt(async () => {
      for (const outcome of this.#outcomes) {
        if (outcome.failure) await this.#shrink(outcome, drawn, runs, signal);
      }
    });
  }

  /** Neither the target nor the harness can go on; what was found stays. */
  fail(thrown: unknown): void {
    this.#broken = true;
    const error = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
    for (const outcome of this.#outcomes) outcome.error ??= error;
  }

  /** One outcome a check, in the order of the group. */
  end(): Outcome[] {
    const outcomes = this.#outcomes;
    for (const outcome of outcomes) {
      if (outcome.failure) delete outcome.error;
      outcome.durationMs = Math.round(this.#ms / outcomes.length * 10) / 10;
    }
    return outcomes;
  }

  /** Does a part of the work and counts its time. */
  async #attempt(work: () => Promise<void>): Promise<void> {
    const started = performance.now();
    try {
      await work();
    } catch (thrown) {
      this.fail(thrown);
    }
    this.#ms += performance.now() - started;
  }

  async #judge(chunk: readonly NumberedCase[]): Promise<void> {
    const subject = this.#subject;
    const seen = await subject.observe(chunk.map((c) => c.testCase));
    for (const [i, { testCase, path, place }] of chunk.entries()) {
      const classes = (testCase as { classes?: string[] }).classes ?? [];
      for (const outcome of this.#outcomes) {
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
            seed: this.#seed,
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

  /** Lets fast-check walk. */
  async #shrink(
    outcome: Outcome,
    drawn: fc.Arbitrary<unknown>,
    runs: number,
    signal?: AbortSignal,
  ): Promise<void> {
    const subject = this.#subject;
    const failure = outcome.failure!;
    if (failure.path.startsWith("fixed:") || signal?.aborted) return;
    let left = subject.costly ? MAX_COSTLY_SHRINKS : MAX_SHRINKS;
    let smallest = failure;
    const property = fc.asyncProperty(drawn, async (testCase) => {
      if (left-- <= 0 || signal?.aborted) return true;
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
      seed: this.#seed,
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
}
