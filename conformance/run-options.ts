/** What a run is told: by the command line, or by whoever calls `run`. */
import type { MethodName } from "../protocol/flags.ts";
import type { Result, Role } from "../reports/model.ts";
import type { Check } from "./check.ts";
import type { Expectation } from "./expectations.ts";
import type { ProfileName } from "./profiles.ts";
import type { Target } from "./target.ts";

export interface RunOptions {
  seed: number;
  /** Drawn cases a check; undefined: 100, fewer where a case costs a process. */
  runs?: number;
  profile?: ProfileName;
  /** Globs over check and requirement ids; empty: all. */
  only: readonly string[];
  role?: Role;
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
  onResult?: (target: Target, result: Result) => void;
  onGroup?: (target: Target, done: number, total: number) => void;
  /** The checks to run; the suite's own by default. */
  checks?: readonly Check[];
}
