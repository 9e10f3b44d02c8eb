/** The reference, as others may use it: without the seams that faulty implementations are made at. */
import { Receiver, type ReceiverParameters } from "../protocol/receiver.ts";
import { Sender, type SenderParameters } from "../protocol/sender.ts";
import type { ReceiverLike, SenderLike } from "./in-process.ts";

/**
 * The reference receiver. Nothing throws on bad bytes: the first fault is kept in `fault` and all that follows is
 * ignored, while the pages of earlier packets stay.
 *
 * @throws {RangeError} a parameter is out of range.
 *
 * @example
 * ```ts
 * import { createReceiver } from "@multifd/conformance";
 * const ram = { name: "ram", usedLength: 8192, bytes: new Uint8Array(8192) };
 * const receiver = createReceiver({ pageSize: 4096, channels: 1, method: "none", blocks: [ram] });
 * receiver.feed(0, new Uint8Array(64));
 * console.log(receiver.fault?.message); // no magic in that greeting
 * ```
 */
export function createReceiver(parameters: ReceiverParameters): ReceiverLike {
  return new Receiver(parameters);
}

/**
 * The reference sender. A packet closes when it is full or the block changes, and packets go round the channels.
 *
 * @throws {RangeError} a parameter, or later a page, is out of range.
 *
 * @example
 * ```ts
 * import { createSender } from "@multifd/conformance";
 * const ram = { name: "ram", usedLength: 8192, bytes: new Uint8Array(8192) };
 * const sink = { channel: (_: number, bytes: Uint8Array) => console.log(bytes.length), main() {} };
 * const sender = createSender({
 *   pageSize: 4096, channels: 1, method: "none", detection: "multifd", blocks: [ram], sink,
 * });
 * sender.start?.();
 * sender.queue({ ramblock: "ram", offset: 4096 });
 * sender.finish?.();
 * ```
 */
export function createSender(parameters: SenderParameters): SenderLike {
  return new Sender(parameters);
}
