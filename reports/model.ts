/** What a run found: the shape of `report.json`. Writers read this and nothing else. */

export type Verdict = "pass" | "fail" | "warn" | "xfail" | "xpass" | "info" | "skip" | "error";

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

export type Level = "MUST" | "SHOULD" | "INFO";
export type Role = "sender" | "receiver";

export interface Report {
  /** Version of this shape. */
  schema: 1;
  tool: { name: string; version: string };
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
  targets: TargetReport[];
  /** The rules the results speak of, in the catalogue's order. */
  requirements?: RequirementText[];
}

/** A rule as people read it. */
export interface RequirementText {
  id: string;
  /** Level where no profile says otherwise. */
  level: Level;
  /** `sender`, `receiver` or `sender, receiver`. */
  role: string;
  text: string;
  source: string;
}

export interface TargetReport {
  name: string;
  version: string;
  profile: string;
  roles: Role[];
  summary: Record<Verdict, number>;
  results: Result[];
}

export interface Result {
  /** Id of the check. */
  id: string;
  requirements: string[];
  level: Level;
  role: Role;
  /** The rule in one sentence. */
  title: string;
  method: string;
  /** Senders only. */
  detection?: string;
  verdict: Verdict;
  /** Cases that were run. */
  runs: number;
  durationMs: number;
  /** Why it was skipped, expected to fail, or not run; what was seen, for info. */
  reason?: string;
  counterexample?: Counterexample;
  /** How often each class of input was drawn. */
  classes?: Record<string, number>;
}

export interface Counterexample {
  seed: number;
  /** fast-check's path, or `fixed:N`. */
  path: string;
  shrinks: number;
  /** Pages in the case. */
  pages: number;
  expected: string;
  observed: string;
  /** The target's own words. */
  text?: string;
  signal?: string;
  at?: { channel: number; packet: number; field: string };
  /** The packets of the case; a long case shows those around the one at fault. */
  packets: PacketView[];
  /** Bytes a page; with `blocks` it says which offsets are out of bounds. */
  pageSize?: number;
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

/** One packet on the time line of its channel. */
export interface PacketSummary {
  channel: number;
  packet: number;
  /** Decimal: 64 bits. */
  packetNum: string;
  sync: boolean;
  normalPages: number;
  zeroPages: number;
  /** Bytes of page data behind the packet. */
  payload: number;
}

/** One packet as people look at it. */
export interface PacketView {
  channel: number;
  packet: number;
  /** Bytes from the start of the channel. */
  byteOffset: number;
  /** Header and used offsets; cut at `length`. */
  hex: string;
  length: number;
  fields: { name: string; offset: number; size: number; value: string }[];
  /** First bytes of the payload. */
  payload?: { length: number; hex: string };
}
