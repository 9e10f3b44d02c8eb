/**
 * What can be judged. A target does and shows; it never judges, and it never learns what a check expects.
 */
import type { SenderJob } from "../generators/job.ts";
import type { WireEvent } from "../generators/wire.ts";
import type { MethodName } from "../protocol/flags.ts";
import type { LayoutName } from "../protocol/layout.ts";
import type { Detection, PageRef, RamBlock, RamBlockInfo } from "../protocol/ram.ts";
import type { ProfileName } from "./profiles.ts";

/**
 * An implementation that can be judged.
 *
 * @example
 * ```ts
 * import { openTarget, type Target } from "@multifd/conformance";
 * const target: Target = await openTarget("reference", {
 *   timeoutMs: 5000, jobs: 1, transport: "unix",
 * });
 * console.log(target.receiver?.offer.methods);
 * await target.close();
 * ```
 */
export interface Target {
  /** As the user wrote it: `reference`, `qemu=/usr/bin/qemu-system-x86_64`. */
  readonly name: string;
  /** Of the program, for reports. */
  readonly version: string;
  /** The profile it is judged under unless the user says otherwise. */
  readonly profile: ProfileName;
  /** Absent: it has none. */
  readonly receiver?: ReceiverTarget;
  /** Absent: it has none. */
  readonly sender?: SenderTarget;
  /** What was wrong with it beyond its cases; complete when it is closed. */
  readonly notes?: readonly string[];
  /** Ends every process and removes every file of its own. */
  close(): Promise<void>;
}

/**
 * The target or the harness could not do its part; the verdict is `error`, never `fail`.
 *
 * @example
 * ```ts
 * import { TargetError } from "@multifd/conformance";
 * const missing = new TargetError("the program is not there");
 * ```
 */
export class TargetError extends Error {
  /** Its own. */
  override readonly name = "TargetError";
}

/** For whoever needs all of them: throws where there is an error. */
export function orThrow<Seen>(seen: Seen | TargetError): Seen {
  if (seen instanceof TargetError) throw seen;
  return seen;
}

// ---- receiver side

/**
 * What a receiver can show or be given, beyond outcome and text. A check that needs more is skipped.
 *
 * @example
 * ```ts
 * import type { ReceiverSight } from "@multifd/conformance";
 * const shows = new Set<ReceiverSight>(["ram", "blocks"]);
 * ```
 */
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

/**
 * The sessions a receiver can be opened for.
 *
 * @example
 * ```ts
 * import type { ReceiverOffer } from "@multifd/conformance";
 * const offer: ReceiverOffer = {
 *   shows: new Set(["ram"]), methods: ["none"], layout: "patch", pageSizes: [4096], maxChannels: 2,
 * };
 * ```
 */
export interface ReceiverOffer {
  /** What it can show or be given. */
  shows: ReadonlySet<ReceiverSight>;
  /** The methods it speaks. */
  methods: readonly MethodName[];
  /** The layout it reads. */
  layout: LayoutName;
  /** Bytes; powers of two. */
  pageSizes: readonly number[];
  /** The blocks it has, where it cannot take others. */
  blocks?: readonly RamBlockInfo[];
  /** 1 to 255. */
  maxChannels: number;
  /** True: a process a case; drawn runs are scaled down unless the user asks for a number. */
  costly?: boolean;
  /** True: whoever crashes or hangs is started anew, which takes a while. */
  restarts?: boolean;
}

export type { WireEvent };

/**
 * What a receiver is opened with.
 *
 * @example
 * ```ts
 * import { createReceiver, type ReceiverSettings } from "@multifd/conformance";
 * const open = (settings: ReceiverSettings) => createReceiver(settings);
 * ```
 */
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

/**
 * What happens to a receiver in one case.
 *
 * @example
 * ```ts
 * import type { ReceiverSession } from "@multifd/conformance";
 * const piecesOf = ({ events }: ReceiverSession) =>
 *   [...events].filter((event) => event.kind === "bytes").length;
 * ```
 */
export interface ReceiverSession extends ReceiverSettings {
  /**
   * After the last event every open channel ends and the migration is complete. With checkpoints the bytes of a piece
   * last until two more of them were read.
   */
  events: Iterable<WireEvent>;
}

/**
 * What a channel has carried.
 *
 * @example
 * ```ts
 * import type { ChannelCounters } from "@multifd/conformance";
 * const none: ChannelCounters = { packets: 0, normalPages: 0, zeroPages: 0 };
 * ```
 */
export interface ChannelCounters {
  /** SYNC packets too. */
  packets: number;
  /** With data. */
  normalPages: number;
  /** Without. */
  zeroPages: number;
}

/**
 * What came of a session.
 *
 * @example
 * ```ts
 * import type { ReceiverObservation } from "@multifd/conformance";
 * const seen: ReceiverObservation = { outcome: "rejected", text: "bad magic" };
 * ```
 */
export interface ReceiverObservation {
  /** What became of the migration. */
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
  /** Lines of its log that `protocol/trace.ts` reads. */
  trace?: string[];
  /** Zero pages that were written, in order. */
  writes?: PageRef[];
}

/**
 * A receiver that can be judged: a session goes in, an observation comes back.
 *
 * @example
 * ```ts
 * import type { ReceiverTarget } from "@multifd/conformance";
 * const refusesAll: ReceiverTarget = {
 *   offer: {
 *     shows: new Set(), methods: ["none"], layout: "patch", pageSizes: [4096], maxChannels: 1,
 *   },
 *   receive: () => Promise.resolve({ outcome: "rejected" }),
 * };
 * ```
 */
export interface ReceiverTarget {
  /** What it can be asked. */
  readonly offer: ReceiverOffer;
  /** Runs one session. Rejects with a TargetError when it cannot. */
  receive(session: ReceiverSession): Promise<ReceiverObservation>;
  /**
   * Many sessions, side by side where that is faster; observations in the order of the sessions. An error in place of
   * one loses no other. RAM that is shown may be memory that the call after the next one uses again; that of the
   * sessions' blocks is used again by the next one.
   */
  receiveAll?(sessions: ReceiverSession[]): Promise<(ReceiverObservation | TargetError)[]>;
}

// ---- sender side

/**
 * What a sender can show or be told.
 *
 * @example
 * ```ts
 * import type { SenderSight } from "@multifd/conformance";
 * const shows = new Set<SenderSight>(["queue", "passes"]);
 * ```
 */
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

/**
 * The sessions a sender can be opened for.
 *
 * @example
 * ```ts
 * import type { SenderOffer } from "@multifd/conformance";
 * const offer: SenderOffer = {
 *   shows: new Set(["queue"]), methods: ["none"], detections: ["multifd"],
 *   layout: "patch", pageSizes: [4096], maxChannels: 2,
 * };
 * ```
 */
export interface SenderOffer {
  /** What it can show or be told. */
  shows: ReadonlySet<SenderSight>;
  /** The methods it speaks. */
  methods: readonly MethodName[];
  /** The settings it has. */
  detections: readonly Detection[];
  /** The layout it writes. */
  layout: LayoutName;
  /** Bytes; powers of two. */
  pageSizes: readonly number[];
  /** The blocks it has, where it cannot take others. */
  blocks?: readonly RamBlockInfo[];
  /** 1 to 255. */
  maxChannels: number;
  /** As a receiver's. */
  costly?: boolean;
  /** As a receiver's. */
  restarts?: boolean;
}

/**
 * What a sender is opened with.
 *
 * @example
 * ```ts
 * import type { SenderSettings } from "@multifd/conformance";
 * const compresses = ({ method }: SenderSettings) => method !== "none";
 * ```
 */
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
  /** RAM before the first pass; the target's own from then on. */
  blocks: RamBlock[];
}

/**
 * What a sender does in one case.
 *
 * @example
 * ```ts
 * import type { SenderSession } from "@multifd/conformance";
 * const queued = ({ passes }: SenderSession) => passes.flatMap(({ queue }) => queue);
 * ```
 */
export interface SenderSession extends SenderSettings {
  /** Each ends with a SYNC point. RAM changes before its pages are queued. */
  passes: { writes: (PageRef & { bytes: Uint8Array })[]; queue: PageRef[] }[];
}

/**
 * A word of the main channel that multifd cares about.
 *
 * @example
 * ```ts
 * import type { MainWord } from "@multifd/conformance";
 * const barrier: MainWord = { kind: "flush" };
 * ```
 */
export type MainWord =
  | { kind: "flush" }
  | { kind: "zero"; ramblock: string; offset: bigint }
  /** A page with its data on the main channel, when multifd is off. */
  | { kind: "page"; ramblock: string; offset: bigint; bytes: Uint8Array }
  | { kind: "eos" };

/**
 * A piece of what the sender wrote; the sight `order` says whether their order between streams means anything.
 *
 * @example
 * ```ts
 * import type { SenderWrite } from "@multifd/conformance";
 * const writes: SenderWrite[] = [
 *   { stream: "channel", channel: 0, data: new Uint8Array(64) },
 *   { stream: "main", word: { kind: "flush" } },
 * ];
 * ```
 */
export type SenderWrite =
  | { stream: "channel"; channel: number; data: Uint8Array }
  | { stream: "main"; word: MainWord };

/**
 * What came of a session.
 *
 * @example
 * ```ts
 * import type { SenderObservation } from "@multifd/conformance";
 * const seen: SenderObservation = { outcome: "completed", writes: [] };
 * ```
 */
export interface SenderObservation {
  /** What became of the migration. */
  outcome: "completed" | "refused" | "crashed" | "hung";
  /** The target's own words. */
  text?: string;
  /** `SIGABRT` and the like, when crashed. */
  signal?: string;
  /** In order, as far as the offer says. */
  writes: SenderWrite[];
  /** The ends of RAM sections are the barriers, as in every QEMU before 8.1: there are no flush words. */
  perSection?: boolean;
  /** Migration statistics, and totals by channel where there are any. */
  counters?: { normalPages: number; zeroPages: number; channels?: ChannelCounters[] };
  /** Lines of its log. */
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

/**
 * A sender that can be judged: a session goes in, an observation comes back.
 *
 * @example
 * ```ts
 * import type { SenderTarget } from "@multifd/conformance";
 * const sendsNothing: SenderTarget = {
 *   offer: {
 *     shows: new Set(), methods: ["none"], detections: ["multifd"],
 *     layout: "patch", pageSizes: [4096], maxChannels: 1,
 *   },
 *   send: () => Promise.resolve({ outcome: "completed", writes: [] }),
 * };
 * ```
 */
export interface SenderTarget {
  /** What it can be asked. */
  readonly offer: SenderOffer;
  /**
   * What it once sent, for a target that cannot send anew (a capture). The observation has `ram` and `queued`;
   * the job only its settings and the blocks' names and lengths.
   */
  readonly recorded?: { job: SenderJob; observation: SenderObservation };
  /** Runs one session. Rejects with a TargetError when it cannot. */
  send(session: SenderSession): Promise<SenderObservation>;
  /** Many sessions, side by side where that is faster; observations in the order of the sessions. */
  sendAll?(sessions: SenderSession[]): Promise<(SenderObservation | TargetError)[]>;
}
