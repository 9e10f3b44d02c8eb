import { concat } from "@std/bytes";
import { readMainChannel } from "../main-channel.ts";
import type { Receiver } from "../receiver.ts";

/** What a source sent, stream by stream. */
export interface Streams {
  /** Whole bytes of each channel. */
  channels: Uint8Array[];
  main: MainEvent[];
}

export type MainEvent =
  | { kind: "barrier" }
  | { kind: "zero"; ramblock: string; offset: bigint };

/** The main channel as a receiver meets it. `barriers` is the word that stands for one. */
export function mainEvents(
  main: Uint8Array | Uint8Array[],
  pageSize: number,
  barriers: "flush" | "eos" = "flush",
): MainEvent[] {
  const bytes = Array.isArray(main) ? concat(main) : main;
  return readMainChannel(bytes, { pageSize }).words.flatMap((word): MainEvent[] => {
    if (word.kind === barriers) return [{ kind: "barrier" }];
    return word.kind === "zero" ? [word] : [];
  });
}

/** A choice of the next stream, and how many bytes of it. */
export interface Turn {
  stream: number;
  length: number;
}

/** Hands everything over in the order of the turns, then what is left: the last channel first, the main channel last. */
export function deliver(receiver: Receiver, { channels, main }: Streams, turns: Turn[]): void {
  const at = channels.map(() => 0);
  let next = 0;
  const give = (channel: number, length: number) => {
    const piece = channels[channel].slice(at[channel], at[channel] + length);
    at[channel] += piece.length;
    receiver.feed(channel, piece);
    // A receiver only borrows a piece.
    piece.fill(0x5a);
  };
  const step = () => {
    const event = main[next++];
    if (event?.kind === "barrier") receiver.barrier();
    else if (event) receiver.zeroPage(event.ramblock, event.offset);
  };
  for (const { stream, length } of turns) {
    const index = stream % (channels.length + 1);
    if (index < channels.length) give(index, length);
    else step();
  }
  for (const channel of channels.keys().toArray().reverse()) give(channel, Infinity);
  while (next < main.length) step();
  receiver.finish();
}
