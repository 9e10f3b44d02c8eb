/** Runs the cases of a group: each goes to every target, where all of the group's checks judge it. */
import fc from "fast-check";
import { pagesIn } from "./failure.ts";
import type { RunOptions } from "./run-options.ts";
import { seedOf } from "./seed.ts";
import type { Subject } from "./subject.ts";
import { type NumberedCase, type Outcome, Trial } from "./trial.ts";

/** Cases are observed so many at a time: observations need not be kept, and Ctrl-C waits for few processes. */
const CHUNK = 50;
export const COSTLY_CHUNK = 12;
/** Of a program that may hang, each for its whole time limit; twice as many while it does not. */
const FIRST_CHUNK = 2;
const QUICK_MS = 1000;
const DEFAULT_RUNS = 100;
const COSTLY_RUNS = 10;
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
  const most = subject.single ? 1 : subject.costly || subject.restarts ? COSTLY_CHUNK : CHUNK;
  let size = subject.restarts ? Math.min(FIRST_CHUNK, most) : most;
  const trials = subjects.map((s) => new Trial(s, seed));
  try {
    const cases = casesOf(stimulus, seed, runs).filter((c) => inShard(c, options.shard));
    for (let at = 0; at < cases.length && !options.signal?.aborted;) {
      const chunk = cases.slice(at, at += size);
      const started = performance.now();
      for (const trial of trials) await trial.judge(chunk);
      if (trials.every((trial) => trial.isOver)) break;
      const isQuick = performance.now() - started < QUICK_MS;
      if (subject.restarts) size = isQuick ? Math.min(2 * size, most) : Math.min(FIRST_CHUNK, most);
    }
  } catch (thrown) {
    for (const trial of trials) trial.fail(thrown);
  }
  for (const trial of trials) await trial.shrink(runs, options.signal);
  return trials.map((trial) => trial.end());
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
