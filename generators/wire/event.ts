import type { PagedBlock } from "../../protocol/ram.ts";

/**
 * What reaches the receiver, in this order.
 *
 * @example
 * ```ts
 * import type { WireEvent } from "@multifd/conformance";
 * const events: WireEvent[] = [
 *   { kind: "bytes", channel: 0, data: new Uint8Array(64) },
 *   { kind: "eof", channel: 0 },
 * ];
 * ```
 */
export type WireEvent =
  /** Bytes of a channel, greeting included; one event is one piece of the segmentation. */
  | { kind: "bytes"; channel: number; data: Uint8Array }
  | { kind: "eof"; channel: number }
  /** MULTIFD_FLUSH on the main channel; `early`: before a SYNC packet that it waits for. */
  | { kind: "barrier"; early?: true }
  | { kind: "zero"; ramblock: string; offset: bigint }
  /** Every channel is at a barrier: show RAM, then load these blocks instead. */
  | { kind: "checkpoint"; blocks: PagedBlock[] };
