/** What a run found: the shape of `report.json`. Writers read this and nothing else. */

/**
 * What was found about a check.
 *
 * @example
 * ```ts
 * import type { Verdict } from "@multifd/conformance";
 * const bad: Verdict[] = ["fail", "xpass", "error"];
 * ```
 */
export type Verdict = "pass" | "fail" | "warn" | "xfail" | "xpass" | "info" | "skip" | "error";

/** The reason of an info that has nothing to tell. */
export const AS_THE_RULE_SAYS = "as the rule says";

export const VERDICTS: readonly Verdict[] = [
  "pass",
  "fail",
  "warn",
  "xfail",
  "xpass",
  "info",
  "skip",
  "error",
];

/**
 * How strict a rule is: a broken SHOULD is a warning, an INFO is never judged.
 *
 * @example
 * ```ts
 * import type { Level } from "@multifd/conformance";
 * const level: Level = "SHOULD";
 * ```
 */
export type Level = "MUST" | "SHOULD" | "INFO";
/**
 * The two sides of a migration.
 *
 * @example
 * ```ts
 * import type { Role } from "@multifd/conformance";
 * const role: Role = "receiver";
 * ```
 */
export type Role = "sender" | "receiver";

/**
 * A whole run.
 *
 * @example
 * ```ts
 * import type { Report } from "@multifd/conformance";
 * const failures = ({ targets }: Report) => targets.map(({ summary }) => summary.fail);
 * ```
 */
export interface Report {
  /** Version of this shape. */
  schema: 1;
  /** What wrote it. */
  tool: { name: string; version: string };
  /** How it was run. */
  run: {
    seed: number;
    /** `i/n`, or null for a whole run. */
    shard: string | null;
    startedAt: string;
    durationMs: number;
    /** The profile asked for; null: each target's own. */
    profile: string | null;
    runs: number;
    /** False when it was stopped before its end, or a target could not be run. */
    complete: boolean;
  };
  /** In the order they were judged. */
  targets: TargetReport[];
  /** The rules the results speak of, in the catalogue's order. */
  requirements?: RequirementText[];
}

/**
 * A rule as people read it.
 *
 * @example
 * ```ts
 * import type { RequirementText } from "@multifd/conformance";
 * const line = ({ id, text }: RequirementText) => `${id}: ${text}`;
 * ```
 */
export interface RequirementText {
  /** Of the catalogue. */
  id: string;
  /** Level where no profile says otherwise. */
  level: Level;
  /** `sender`, `receiver` or `sender, receiver`. */
  role: string;
  /** In one sentence. */
  text: string;
  /** Where it comes from. */
  source: string;
}

/**
 * What was found about one target.
 *
 * @example
 * ```ts
 * import type { TargetReport } from "@multifd/conformance";
 * const failed = ({ results }: TargetReport) => results.filter(({ verdict }) => verdict === "fail");
 * ```
 */
export interface TargetReport {
  /** As the user wrote it. */
  name: string;
  /** Its own. */
  version: string;
  /** Whose rules it was judged by. */
  profile: string;
  /** Those it has. */
  roles: Role[];
  /** Of a campaign: how many seeds were drawn. */
  seeds?: number;
  /** How many results of each kind. */
  summary: Record<Verdict, number>;
  /** In the order of the checks. */
  results: Result[];
}

/**
 * What was found about one check, for one method and detection.
 *
 * @example
 * ```ts
 * import type { Result } from "@multifd/conformance";
 * const name = ({ id, method }: Result) => `${id} ${method}`;
 * ```
 */
export interface Result {
  /** Id of the check. */
  id: string;
  /** The first one gives the level. */
  requirements: string[];
  /** Under the profile. */
  level: Level;
  /** Whom it judges. */
  role: Role;
  /** The rule in one sentence. */
  title: string;
  /** `*` where it was skipped for all. */
  method: string;
  /** Senders only. */
  detection?: string;
  /** What was found. */
  verdict: Verdict;
  /** Cases that were run; for a failure, the place of the failing case in the run, from 1. */
  runs: number;
  /** Its share of the time of those that share its cases. */
  durationMs: number;
  /** Why it was skipped, expected to fail, or not run; what was seen, for info. */
  reason?: string;
  /** In a shard's report: why the pass is an xpass, unless another shard fails. */
  listed?: string;
  /** The smallest failing case. */
  counterexample?: Counterexample;
  /** How often each class of input was drawn; for a failure, the classes of the failing case. */
  classes?: Record<string, number>;
}

/**
 * A failing case, as small as it could be made.
 *
 * @example
 * ```ts
 * import type { Counterexample } from "@multifd/conformance";
 * const line = ({ expected, observed }: Counterexample) => `${expected}, not ${observed}`;
 * ```
 */
export interface Counterexample {
  /** Of the group of checks. */
  seed: number;
  /** fast-check's path, or `fixed:N`. */
  path: string;
  /** Steps to it. */
  shrinks: number;
  /** Pages in the case. */
  pages: number;
  /** By the rule. */
  expected: string;
  /** From the target. */
  observed: string;
  /** The target's own words. */
  text?: string;
  /** That ended it. */
  signal?: string;
  /** The field at fault. */
  at?: { channel: number; packet: number; field: string };
  /** The packets of the case; a long case shows those around the one at fault. */
  packets: PacketView[];
  /** Bytes a page; with `blocks` it says which offsets are out of bounds. */
  pageSize?: number;
  /** RAM. */
  blocks?: { name: string; usedLength: number }[];
  /** Every packet of the case in short, where `packets` has only some. */
  timeline?: PacketSummary[];
  /** RAM that differs. */
  ram?: { ramblock: string; offset: number; expected: string; observed: string }[];
  /** One command that runs it again. */
  replay: string;
  /** The case itself, as saved for replay: plain JSON. */
  case: unknown;
}

/**
 * One packet on the time line of its channel.
 *
 * @example
 * ```ts
 * import type { PacketSummary } from "@multifd/conformance";
 * const isEmpty = (p: PacketSummary) => p.normalPages + p.zeroPages === 0;
 * ```
 */
export interface PacketSummary {
  /** From 0. */
  channel: number;
  /** Index on its channel. */
  packet: number;
  /** Decimal: 64 bits. */
  packetNum: string;
  /** It has the SYNC flag. */
  sync: boolean;
  /** As its header says. */
  normalPages: number;
  /** As its header says. */
  zeroPages: number;
  /** Bytes of page data behind the packet. */
  payload: number;
}

/**
 * One packet as people look at it.
 *
 * @example
 * ```ts
 * import type { PacketView } from "@multifd/conformance";
 * const value = ({ fields }: PacketView, name: string) =>
 *   fields.find((field) => field.name === name)?.value;
 * ```
 */
export interface PacketView {
  /** From 0. */
  channel: number;
  /** Index on its channel. */
  packet: number;
  /** Bytes from the start of the channel. */
  byteOffset: number;
  /** Header and used offsets; cut at `length`. */
  hex: string;
  /** Bytes. */
  length: number;
  /** With their values, for people. */
  fields: { name: string; offset: number; size: number; value: string }[];
  /** First bytes of the payload. */
  payload?: { length: number; hex: string };
}
