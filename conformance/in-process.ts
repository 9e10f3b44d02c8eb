/** Implementations in this process: what the suite calls on them, and how they become a target. */
import type { Sink } from "../protocol/sender.ts";
import { METHODS } from "../protocol/flags.ts";
import { DETECTIONS, type PageRef } from "../protocol/ram.ts";
import type { ProfileName } from "./profiles.ts";
import type {
  ChannelCounters,
  ReceiverOffer,
  ReceiverSettings,
  SenderObservation,
  SenderOffer,
  SenderSettings,
  Target,
} from "./target.ts";
import { receiveInProcess } from "./targets/in-process-receiver.ts";
import { sendInProcess } from "./targets/in-process-sender.ts";

/**
 * A receiver of one migration. It applies pages to the blocks it was opened with, and refuses by throwing, or by
 * leaving an error in `fault`. Methods may return a promise; the next call waits for it, half a second at most.
 *
 * @example
 * ```ts
 * import type { ReceiverLike } from "@multifd/conformance";
 * const takesNothing: ReceiverLike = {
 *   feed(channel) {
 *     throw new Error(`channel ${channel} is not wanted`);
 *   },
 *   end() {},
 * };
 * ```
 */
export interface ReceiverLike {
  /** The next bytes of a connection, in pieces of any size; its greeting says which channel it is. Not to be kept. */
  feed(channel: number, bytes: Uint8Array): void | Promise<void>;
  /** The connection ends behind the bytes fed so far. */
  end(channel: number): void | Promise<void>;
  /** The main channel asks for a barrier. Called where `main` is offered. */
  barrier?(): void | Promise<void>;
  /** A zero page on the main channel. Called where `main` is offered. */
  zeroPage?(ramblock: string, offset: bigint): void | Promise<void>;
  /** The migration is complete: connections that are still open end here. */
  finish?(): void | Promise<void>;
  /** Called last, also behind an error. */
  close?(): void;
  /** Why the migration was refused, where `feed` and the others do not throw it. */
  readonly fault?: Error;
  /** By channel, where `counters` is offered. */
  readonly counters?: ChannelCounters[];
  /** QEMU's lines, where `trace` is offered. */
  readonly trace?: string[];
  /** Zero pages that had to be cleared, where `writes` is offered. */
  readonly writes?: PageRef[];
}

/**
 * A sender of one migration: it reads pages from the blocks it was opened with and writes to the sink it was given.
 * Methods may return a promise; the next call waits for it, half a second at most.
 *
 * @example
 * ```ts
 * import type { SenderLike } from "@multifd/conformance";
 * const sendsNothing: SenderLike = { queue() {}, sync() {} };
 * ```
 */
export interface SenderLike {
  /** Greetings. */
  start?(): void | Promise<void>;
  /** The next page of a pass. */
  queue(page: PageRef): void | Promise<void>;
  /** The end of a pass: a SYNC point. */
  sync(): void | Promise<void>;
  /** The end of the migration. */
  finish?(): void | Promise<void>;
  /** Where `counters` is offered. */
  readonly counters?: SenderObservation["counters"];
  /** QEMU's lines, where `trace` is offered. */
  readonly trace?: string[];
  /** The whole file, where `mapped-ram` is offered. */
  readonly file?: Uint8Array;
}

/**
 * An implementation in this process.
 *
 * @example
 * ```ts
 * import { createReceiver, type InProcess } from "@multifd/conformance";
 * const mine: InProcess = {
 *   name: "mine",
 *   receiver: {
 *     open: (settings) => createReceiver(settings),
 *     offer: { methods: ["none"], pageSizes: [4096, 65536] },
 *     refuses: (thrown) => thrown instanceof RangeError,
 *   },
 * };
 * ```
 */
export interface InProcess {
  /** As reports and failures call it. */
  name: string;
  /** Defaults to the empty string. */
  version?: string;
  /** The rules it is judged by. Defaults to `patch`. */
  profile?: ProfileName;
  /** Its receiver. */
  receiver?: {
    /** Called for every case. */
    open(settings: ReceiverSettings): ReceiverLike;
    /** Where it departs from the default: see `inProcessTarget`. */
    offer?: Partial<ReceiverOffer>;
    /**
     * True for an exception that is a refusal; any other is a crash. Default: everything is one but the engine's own
     * TypeError, RangeError, ReferenceError and SyntaxError.
     */
    refuses?(thrown: unknown): boolean;
  };
  /** Its sender. */
  sender?: {
    /** Called for every case. Settings are refused by throwing. */
    open(settings: SenderSettings & { sink: Sink }): SenderLike;
    /** Where it departs from the default: see `inProcessTarget`. */
    offer?: Partial<SenderOffer>;
  };
}

/**
 * The target that drives an implementation in this process.
 *
 * By default it offers every method and detection, 4 KiB pages, up to 8 channels, and what follows from the interface
 * alone: RAM, its contents at the start, any blocks and greetings of a receiver; queued pages, passes, blocks and the
 * order of writes of a sender. Checks that need more, or a method that is not offered, are skipped.
 *
 * @example
 * ```ts
 * import { inProcessTarget } from "@multifd/conformance";
 * const target = inProcessTarget({
 *   name: "takes nothing",
 *   receiver: {
 *     open: () => ({
 *       feed() {
 *         throw new Error("no");
 *       },
 *       end() {},
 *     }),
 *     offer: { methods: ["none"], maxChannels: 1 },
 *   },
 * });
 * ```
 */
export function inProcessTarget(own: InProcess): Target {
  const { name, version = "", profile = "patch", receiver, sender } = own;
  return {
    name,
    version,
    profile,
    ...(receiver && {
      receiver: {
        offer: { ...OWN_RECEIVER, ...receiver.offer },
        receive: (session) =>
          receiveInProcess(receiver.open, session, receiver.refuses ?? isNoEngineError),
      },
    }),
    ...(sender && {
      sender: {
        offer: { ...OWN_SENDER, ...sender.offer },
        send: (session) => sendInProcess(sender.open, session),
      },
    }),
    close: () => Promise.resolve(),
  };
}

const COMMON = { methods: METHODS, layout: "patch", pageSizes: [4096], maxChannels: 8 } as const;
const OWN_RECEIVER: ReceiverOffer = {
  ...COMMON,
  shows: new Set(["ram", "prefill", "blocks", "greeting"]),
};
const OWN_SENDER: SenderOffer = {
  ...COMMON,
  detections: DETECTIONS,
  shows: new Set(["queue", "passes", "blocks", "order"]),
};

const ENGINE_ERRORS = [TypeError, RangeError, ReferenceError, SyntaxError];

/** A read past a buffer's end is a RangeError, a block that was not found a TypeError: slips, not refusals. */
function isNoEngineError(thrown: unknown): boolean {
  return !ENGINE_ERRORS.some((Known) => thrown instanceof Known);
}
