/** A migration's one channel for rows that receive: what the reference sender makes of memory. */
import { concat } from "@std/bytes";
import type { MethodName } from "../../protocol/flags.ts";
import type { RamBlock } from "../../protocol/ram.ts";
import { Receiver } from "../../protocol/receiver.ts";
import { Sender } from "../../protocol/sender.ts";

const PAGE_SIZE = 4096;
/** Bytes that a socket gives at once. */
const PIECE = 64 * 1024;
const SETTINGS = { pageSize: PAGE_SIZE, channels: 1 };

/** Sends all pages in the order of their addresses. @returns Greeting, packets and payloads. */
export function send(bytes: Uint8Array, method: MethodName): Uint8Array[] {
  const sent: Uint8Array[] = [];
  const sink = { channel: (_: number, piece: Uint8Array) => void sent.push(piece), main() {} };
  const blocks = [blockOf(bytes)];
  const sender = new Sender({ ...SETTINGS, method, detection: "multifd", blocks, sink });
  sender.start();
  for (let offset = 0; offset < bytes.length; offset += PAGE_SIZE) {
    sender.queue({ ramblock: "ram", offset });
  }
  sender.finish();
  return sent;
}

/** What is behind the packets with pages: between them, and with greeting and SYNC packets around them all. */
export function payloadsOf(sent: readonly Uint8Array[]): Uint8Array[] {
  return sent.slice(2, -1).filter((_, i) => i % 2 === 1);
}

/** The channel as a socket would give it. */
export function arriving(sent: readonly Uint8Array[]): Uint8Array[] {
  const stream = concat(sent);
  return Array.from(
    { length: Math.ceil(stream.length / PIECE) },
    (_, i) => stream.subarray(i * PIECE, (i + 1) * PIECE),
  );
}

/** A whole migration from its greeting to its end. */
export function receive(
  pieces: readonly Uint8Array[],
  method: MethodName,
  ram: Uint8Array,
): Receiver {
  const receiver = new Receiver({ ...SETTINGS, method, blocks: [blockOf(ram)] });
  // The sender's SYNC points at both ends.
  receiver.barrier();
  receiver.barrier();
  for (const piece of pieces) receiver.feed(0, piece);
  receiver.finish();
  receiver.close();
  if (receiver.fault) throw receiver.fault;
  return receiver;
}

function blockOf(bytes: Uint8Array): RamBlock {
  return { name: "ram", usedLength: bytes.length, bytes };
}
