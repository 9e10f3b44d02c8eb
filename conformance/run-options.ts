/** What a run is told: by the command line, or by whoever calls `run`. */
import type { MethodName } from "../protocol/flags.ts";
import type { TargetHead } from "../reports/events.ts";
import type { Result, Role } from "../reports/model.ts";
import type { Check } from "./check.ts";
import type { Crew } from "./crew.ts";
import type { Expectation } from "./expectations.ts";
import type { ProfileName } from "./profiles.ts";
import type { Target } from "./target.ts";

/**
 * What is run, and how.
 *
 * @example
 * ```ts
 * import type { RunOptions } from "@multifd/conformance";
 * const options: RunOptions = { seed: 1, only: ["SND-*"], methods: ["zlib"] };
 * ```
 */
export interface RunOptions {
  /** Everything that is drawn comes from it. */
  seed: number;
  /** Drawn cases a check; undefined: 100, fewer where a case costs a process. */
  runs?: number;
  /** Whose rules; absent: each target's own. */
  profile?: ProfileName;
  /** Globs over check and requirement ids; empty: all. */
  only: readonly string[];
  /** One side alone. */
  role?: Role;
  /** Absent: all that the target speaks. */
  methods?: readonly MethodName[];
  /** From 1: `{ index: 1, count: 8 }` is `--shard 1/8`. */
  shard?: { index: number; count: number };
  /** What is known to be wrong with a target. */
  expectations?: (target: Target) => readonly Expectation[];
  /** Stop at the first failure. */
  bail?: boolean;
  /** Aborted: what was found so far is the report. */
  signal?: AbortSignal;
  /** The command that replays a failure. */
  replayCommand?: (target: Target, result: Result) => string;
  /**
   * In a later round of a campaign: true for what is known by now. It is not looked for again, and the report has only
   * what was.
   *
   * @internal
   */
  found?: (target: Target, result: Omit<Result, "verdict">) => boolean;
  /** Called before a target is judged. */
  onTarget?: (target: TargetHead, seed: number) => void;
  /** Called with each result as it comes. */
  onResult?: (target: Target, result: Result) => void;
  /**
   * Who helps; absent: one thread does all.
   *
   * @internal
   */
  crew?: Crew;
  /** Called before each group of checks that this thread judges; `done` of `total` pieces of the run are through. */
  onGroup?: (target: Target, done: number, total: number) => void;
  /**
   * The checks to run; the suite's own by default.
   *
   * @internal
   */
  checks?: readonly Check[];
}
