/**
 * Brings the pieces of different streams into another order; within a stream the order is kept
 * (RCV-35, RCV-36).
 */
import type { Delivery } from "../case.ts";
import { Dice } from "../dice.ts";
import type { WireEvent } from "./event.ts";

/** The events in the order in which they arrive. The main channel is a stream like the others. */
export function deliver(events: WireEvent[], how: Delivery, channels: number): WireEvent[] {
  switch (how.kind) {
    case "in-order":
      return events;
    case "hold":
      return [
        ...events.filter((e) => streamOf(e, channels) !== how.channel),
        ...events.filter((e) => streamOf(e, channels) === how.channel),
      ];
    case "shuffled":
      return shuffled(events, new Dice(how.seed, channels), channels);
    case "listed":
      return listed(events, how.streams, channels);
  }
}

/** Channel number; the main channel comes behind them. */
export function streamOf(event: WireEvent, channels: number): number {
  return event.kind === "bytes" || event.kind === "eof" ? event.channel : channels;
}

function listed(events: WireEvent[], order: number[], channels: number): WireEvent[] {
  const waiting = new Map<number, WireEvent[]>();
  for (const event of events) {
    const stream = streamOf(event, channels);
    const queue = waiting.get(stream);
    if (queue) queue.push(event);
    else waiting.set(stream, [event]);
  }
  const first: WireEvent[] = [];
  for (const stream of order) {
    const event = waiting.get(stream)?.shift();
    if (event) first.push(event);
  }
  return [...first, ...events.filter((e) => waiting.get(streamOf(e, channels))!.includes(e))];
}

function shuffled(events: WireEvent[], dice: Dice, channels: number): WireEvent[] {
  const streams: WireEvent[][] = Array.from({ length: channels + 1 }, () => []);
  for (const event of events) streams[streamOf(event, channels)].push(event);
  const open = streams.filter((s) => s.length > 0).map((stream) => ({ stream, next: 0 }));
  const order: WireEvent[] = [];
  while (open.length > 0) {
    const i = dice.below(open.length);
    const chosen = open[i];
    order.push(chosen.stream[chosen.next++]);
    if (chosen.next === chosen.stream.length) open.splice(i, 1);
  }
  return order;
}
