/**
 * What a receiver is given in one case, in terms small enough to print, to shrink and to save as
 * JSON. `wire.ts` turns it into bytes.
 */
import type { MethodName } from "../protocol/flags.ts";

/**
 * Contents of one page; `fill.ts` gives its bytes.
 *
 * @example
 * ```ts
 * import type { PageFill } from "@multifd/conformance";
 * const ones: PageFill = { kind: "repeat", value: 1 };
 * ```
 */
export type PageFill =
  | { kind: "zero" }
  /** Zero but for one byte. */
  | { kind: "byte"; at: number; value: number }
  | { kind: "repeat"; value: number }
  /** The second half is filled. */
  | { kind: "half"; value: number }
  | { kind: "text"; number: number }
  | { kind: "random"; seed: number };

/**
 * A block and what it holds at the start: page i has `pages[i]`, pages behind the list are zero.
 *
 * @example
 * ```ts
 * import type { BlockSpec } from "@multifd/conformance";
 * const block: BlockSpec = { name: "ram", usedLength: 8192, pages: [{ kind: "text", number: 1 }] };
 * ```
 */
export interface BlockSpec {
  /** 1 to 255 bytes of UTF-8. */
  name: string;
  /** Bytes. */
  usedLength: number;
  /** From the start of the block. */
  pages: PageFill[];
}

/**
 * How a packet's payload departs from what its pages call for.
 *
 * @example
 * ```ts
 * import type { PayloadFault } from "@multifd/conformance";
 * const short: PayloadFault = { kind: "truncated", bytes: 1 };
 * ```
 */
export type PayloadFault =
  /** The last `bytes` bytes are missing; `nextPacketSize` says what is left. */
  | { kind: "truncated"; bytes: number }
  /** Structural damage: the bytes at `at` are replaced by `hex`. */
  | { kind: "corrupt"; at: number; hex: string }
  | { kind: "trailing"; hex: string }
  | { kind: "too-few"; pages: number }
  | { kind: "too-many"; pages: number }
  /** Compressed by another method than the session's. */
  | { kind: "wrong-method"; method: MethodName }
  /** A new stream begins in this packet. */
  | { kind: "restarted" }
  /** The stream is ended at the end of this packet. */
  | { kind: "ended" }
  /** Legal but long: blocks without content follow, as many as fit into `bytes` in all. */
  | { kind: "padded"; bytes: number }
  /** The payload inflates to this many bytes. */
  | { kind: "bomb"; bytes: number }
  /** Payload bytes exactly as given, where the packet calls for others or for none. */
  | { kind: "literal"; hex: string };

/**
 * Fields written as given, instead of what the rest of the packet calls for.
 *
 * @example
 * ```ts
 * import type { FieldOverrides } from "@multifd/conformance";
 * const wrap: FieldOverrides = { normalPages: 1, zeroPages: 0xffffffff };
 * ```
 */
export interface FieldOverrides {
  /** Not 0x11223344. */
  magic?: number;
  /** Not 1. */
  version?: number;
  /** All bits, SYNC and the method included. */
  flags?: number;
  /** Default: page_count. */
  pagesAlloc?: number;
  /** Default: as many as there are. */
  normalPages?: number;
  /** Default: as many as there are. */
  zeroPages?: number;
  /** Default: the payload's. */
  nextPacketSize?: number;
  /** Hex of reserved bytes 36 to 63. */
  reserved?: string;
  /** Hex of all 256 bytes of the name. */
  ramblock?: string;
}

/**
 * A packet and the payload behind it.
 *
 * @example
 * ```ts
 * import type { PacketSpec } from "@multifd/conformance";
 * const packet: PacketSpec = { ramblock: "ram", packetNum: 0n, normal: [], zero: [4096n] };
 * ```
 */
export interface PacketSpec {
  /** The block's name. */
  ramblock: string;
  /** As the wire has it. */
  packetNum: bigint;
  /** Sets the SYNC flag. */
  sync?: boolean;
  /** Pages with data. */
  normal: { offset: bigint; fill: PageFill }[];
  /** Offsets of zero pages. */
  zero: bigint[];
  /** Offsets behind the used ones. */
  stale?: bigint[];
  /** Where the header lies. */
  fields?: FieldOverrides;
  /** Where the payload does. */
  payload?: PayloadFault;
}

/**
 * A greeting; what is not given is legal.
 *
 * @example
 * ```ts
 * import type { GreetingSpec } from "@multifd/conformance";
 * const stranger: GreetingSpec = { id: 255 };
 * ```
 */
export interface GreetingSpec {
  /** Default: 0x11223344. */
  magic?: number;
  /** Default: 1. */
  version?: number;
  /** Hex of 16 bytes. */
  uuid?: string;
  /** Defaults to the channel's number. */
  id?: number;
  /** Hex of the 39 reserved bytes. */
  reserved?: string;
}

/**
 * One thing that happens, in the order of the source. Channels are numbered from 0.
 *
 * @example
 * ```ts
 * import type { Step } from "@multifd/conformance";
 * const steps: Step[] = [
 *   { kind: "zero", ramblock: "ram", offset: 0n },
 *   { kind: "sync" },
 * ];
 * ```
 */
export type Step =
  /**
   * Only when a case greets by hand; otherwise every channel greets, in order, before the first
   * step.
   */
  | { kind: "greeting"; channel: number; greeting: GreetingSpec; cut?: number }
  /** `cut`: only so many bytes of packet and payload are sent. */
  | { kind: "packet"; channel: number; packet: PacketSpec; cut?: number }
  /**
   * A whole SYNC point: a SYNC packet on every channel, the barrier on the main channel. The
   * packets look as those of QEMU 9.2 and later; with `full`, pages_alloc and the method flag are
   * set as in older ones.
   */
  | { kind: "sync"; full?: boolean }
  /** The barrier alone: the main channel's MULTIFD_FLUSH word. */
  | { kind: "barrier" }
  /** A zero page on the main channel (legacy detection). */
  | { kind: "zero"; ramblock: string; offset: bigint }
  /** The channel ends here; without it a channel ends after the last step. */
  | { kind: "eof"; channel: number };

/**
 * How each stream is cut into the pieces that are fed.
 *
 * @example
 * ```ts
 * import type { Segmentation } from "@multifd/conformance";
 * const cut: Segmentation = { kind: "bytes" };
 * ```
 */
export type Segmentation =
  | { kind: "whole" }
  | { kind: "bytes" }
  /** At every field boundary and inside; behind a channel's first packet at every other of these places in turn. */
  | { kind: "fields" }
  /** Pieces of 1 to `max` bytes, drawn from `seed`. */
  | { kind: "random"; seed: number; max: number };

/**
 * In which order the pieces of different streams arrive. Within a stream the order is kept.
 *
 * @example
 * ```ts
 * import type { Delivery } from "@multifd/conformance";
 * const late: Delivery = { kind: "hold", channel: 0 };
 * ```
 */
export type Delivery =
  | { kind: "in-order" }
  /** Everything of every other stream first, then this channel's. */
  | { kind: "hold"; channel: number }
  /** A choice of stream for each piece, drawn from `seed`. */
  | { kind: "shuffled"; seed: number }
  /**
   * The stream of each piece in turn; the main channel's number is the number of channels. What is
   * not listed comes last.
   */
  | { kind: "listed"; streams: number[] };

/**
 * The rule an invalid case breaks, and where. It breaks that one alone.
 *
 * @example
 * ```ts
 * import type { Breaks } from "@multifd/conformance";
 * const breaks: Breaks = { requirement: "RCV-05", step: 0, field: "zeroPages" };
 * ```
 */
export interface Breaks {
  /** Its id. */
  requirement: string;
  /** Index into `steps`. */
  step: number;
  /** Field of the layout table, `payload`, `greeting`, `barrier` or `stream`. */
  field: string;
}

/**
 * One case of a receiver.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { type ReceiverCase, validSession } from "@multifd/conformance";
 * const shape = { method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2 } as const;
 * const [testCase]: ReceiverCase[] = fc.sample(validSession(shape), 1);
 * ```
 */
export interface ReceiverCase {
  /** Bytes. */
  pageSize: number;
  /** How many there are. */
  channels: number;
  /** Of every payload. */
  method: MethodName;
  /** Of compression. */
  level: number;
  /** RAM at the start. */
  blocks: BlockSpec[];
  /** In the order of the source. */
  steps: Step[];
  /** How streams are cut. */
  segmentation: Segmentation;
  /** How streams are mixed. */
  delivery: Delivery;
  /** Absent: everything in it is legal. */
  breaks?: Breaks;
  /** Names of the classes of input it belongs to, for coverage. */
  classes: string[];
}
