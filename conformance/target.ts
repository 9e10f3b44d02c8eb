/**
 * What can be judged. A target does and shows; it never judges, and it never learns what a check expects.
 */
import type { SenderJob } from "../generators/job.ts";
import type { WireEvent } from "../generators/wire.ts";
import type { MethodName } from "../protocol/flags.ts";
import type { LayoutName } from "../protocol/layout.ts";
import type { Detection, PageRef, RamBlock, RamBlockInfo } from "../protocol/ram.ts";
import type { ProfileName } from "./profiles.ts";

export interface Target {
  /** As the user wrote it: `reference`, `qemu=/usr/bin/qemu-system-x86_64`. */
  readonly name: string;
  readonly version: string;
  /** The profile it is judged under unless the user says otherwise. */
  readonly profile: ProfileName;
  readonly receiver?: ReceiverTarget;
  readonly sender?: SenderTarget;
  /** What was wrong with it beyond its cases; complete when it is closed. */
  readonly notes?: readonly string[];
  /** Ends every process and removes every file of its own. */
  close(): Promise<void>;
}

/** The target or the harness could not do its part; the verdict is `error`, never `fail`. */
export class TargetError extends Error {
  override readonly name = "TargetError";
}

/** For whoever needs all of them: throws where there is an error. */
export function orThrow<Seen>(seen: Seen | TargetError): Seen {
  if (seen instanceof TargetError) throw seen;
  return seen;
}

// ---- receiver side

/** What a receiver can show or be given, beyond outcome and text. A check that needs more is skipped. */
export type ReceiverSight =
  /** Final RAM. */
  | "ram"
  /** Counters a channel. */
  | "counters"
  /** Trace lines in a format `protocol/trace.ts` reads. */
  | "trace"
  /** Which pages were written, RCV-15. */
  | "writes"
  /** RAM may hold data before the first packet. */
  | "prefill"
  /** Blocks of any name, number and size. */
  | "blocks"
  /** Barriers and zero words on the main channel. */
  | "main"
  /** Greetings by hand. */
  | "greeting"
  /** RAM can be shown and refilled at a barrier, so many cases share a session. */
  | "checkpoint";

/** The sessions a receiver can be opened for. */
export interface ReceiverOffer {
  shows: ReadonlySet<ReceiverSight>;
  methods: readonly MethodName[];
  layout: LayoutName;
  /** Bytes; powers of two. */
  pageSizes: readonly number[];
  /** The blocks it has, where it cannot take others. */
  blocks?: readonly RamBlockInfo[];
  maxChannels: number;
  /** True: a process a case; drawn runs are scaled down unless the user asks for a number. */
  costly?: boolean;
  /** True: whoever crashes or hangs is started anew, which takes a while. */
  restarts?: boolean;
}

export type { WireEvent };

/** What a receiver is opened with. */
export interface ReceiverSettings {
  /** Bytes. */
  pageSize: number;
  /** How many there are. */
  channels: number;
  /** Of every payload. */
  method: MethodName;
  /** RAM before the first packet; the target's own from then on. */
  blocks: RamBlock[];
}

/** What happens to a receiver in one case. */
export interface ReceiverSession extends ReceiverSettings {
  /** After the last event every open channel ends and the migration is complete. */
  events: WireEvent[];
}

export interface ChannelCounters {
  packets: number;
  normalPages: number;
  zeroPages: number;
}

export interface ReceiverObservation {
  outcome: "accepted" | "rejected" | "crashed" | "hung";
  /** The target's own words: an error, an assertion, the tail of stderr. */
  text?: string;
  /** `SIGABRT` and the like, when crashed. */
  signal?: string;
  /** RAM at the end (also after a rejection), in the session's order of blocks. */
  ram?: RamBlock[];
  /** RAM at each checkpoint that was reached. */
  snapshots?: RamBlock[][];
  /** By channel. */
  counters?: ChannelCounters[];
  trace?: string[];
  writes?: PageRef[];
}

export interface ReceiverTarget {
  readonly offer: ReceiverOffer;
  receive(session: ReceiverSession): Promise<ReceiverObservation>;
  /**
   * Many sessions, side by side where that is faster; observations in the order of the sessions. An error in place of
   * one loses no other.
   */
  receiveAll?(sessions: ReceiverSession[]): Promise<(ReceiverObservation | TargetError)[]>;
}

// ---- sender side

/** What a sender can show or be told. */
export type SenderSight =
  /** Which pages are queued, and in which order. Without it, all RAM is queued. */
  | "queue"
  /** More than one pass, with RAM written in between. */
  | "passes"
  | "counters"
  | "trace"
  /** The main channel's words. */
  | "main"
  /** The order of writes between streams. */
  | "order"
  | "level"
  | "mapped-ram"
  /** The multifd capability can be off, SND-22. */
  | "multifd-off"
  /** Unknown settings can be tried, SND-28. */
  | "settings"
  /** Blocks of any name, number and size. */
  | "blocks"
  /** What a real receiver at the other end makes of it. */
  | "destination";

export interface SenderOffer {
  shows: ReadonlySet<SenderSight>;
  methods: readonly MethodName[];
  detections: readonly Detection[];
  layout: LayoutName;
  pageSizes: readonly number[];
  blocks?: readonly RamBlockInfo[];
  maxChannels: number;
  costly?: boolean;
  restarts?: boolean;
}

/** What a sender is opened with. */
export interface SenderSettings {
  /** Bytes. */
  pageSize: number;
  /** How many there are. */
  channels: number;
  /** Of every payload. */
  method: MethodName;
  /** Of compression. */
  level: number;
  /** A `Detection`, or any other word when SND-28 tries one. */
  detection: string;
  /** False: the multifd capability is off (SND-22). */
  multifd: boolean;
  /** True: a file, no packets (SND-20). */
  mappedRam: boolean;
  /** RAM before the first pass; the target copies what it keeps. */
  blocks: RamBlock[];
}

/** What a sender does in one case. */
export interface SenderSession extends SenderSettings {
  /** Each ends with a SYNC point. RAM changes before its pages are queued. */
  passes: { writes: (PageRef & { bytes: Uint8Array })[]; queue: PageRef[] }[];
}

/** A word of the main channel that multifd cares about. */
export type MainWord =
  | { kind: "flush" }
  | { kind: "zero"; ramblock: string; offset: bigint }
  /** A page with its data on the main channel, when multifd is off. */
  | { kind: "page"; ramblock: string; offset: bigint; bytes: Uint8Array }
  | { kind: "eos" };

/** A piece of what the sender wrote; `ordered` says whether their order between streams means anything. */
export type SenderWrite =
  | { stream: "channel"; channel: number; data: Uint8Array }
  | { stream: "main"; word: MainWord };

export interface SenderObservation {
  outcome: "completed" | "refused" | "crashed" | "hung";
  text?: string;
  signal?: string;
  writes: SenderWrite[];
  /** The ends of RAM sections are the barriers, as in every QEMU before 8.1: there are no flush words. */
  perSection?: boolean;
  /** Migration statistics, and totals by channel where there are any. */
  counters?: { normalPages: number; zeroPages: number; channels?: ChannelCounters[] };
  trace?: string[];
  /** A mapped-ram file, whole. */
  file?: Uint8Array;
  /** The source's RAM at the end, where the target knows better than the job. */
  ram?: RamBlock[];
  /** The pages of each pass, where the target knows better than the job. */
  queued?: PageRef[][];
  /** What the receiver at the other end made of it; its layout. */
  destination?: ReceiverObservation & { layout: LayoutName };
}

export interface SenderTarget {
  readonly offer: SenderOffer;
  /**
   * What it once sent, for a target that cannot send anew (a capture). The observation has `ram` and `queued`;
   * the job only its settings and the blocks' names and lengths.
   */
  readonly recorded?: { job: SenderJob; observation: SenderObservation };
  send(session: SenderSession): Promise<SenderObservation>;
  sendAll?(sessions: SenderSession[]): Promise<(SenderObservation | TargetError)[]>;
}
