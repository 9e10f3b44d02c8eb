import type { WireItem } from "./encoder.ts";
import type { WireEvent } from "./event.ts";

/** Marks the barriers that come before a SYNC packet they wait for. */
export function markEarly(
  events: WireEvent[],
  items: readonly WireItem[],
  channels: number,
): WireEvent[] {
  if (!items.some(({ kind }) => kind === "barrier")) return events;
  const ends = syncEnds(items, channels);
  const sent = new Array<number>(channels).fill(0);
  let barriers = 0;
  for (const [i, event] of events.entries()) {
    if (event.kind === "bytes") sent[event.channel] += event.data.length;
    if (event.kind !== "barrier") continue;
    if (!sent.every((bytes, channel) => bytes >= ends[channel][barriers])) {
      events[i] = { kind: "barrier", early: true };
    }
    barriers++;
  }
  return events;
}

/** By channel: how many bytes it has carried with each SYNC packet. */
function syncEnds(items: readonly WireItem[], channels: number): number[][] {
  const bytes = new Array<number>(channels).fill(0);
  const ends = bytes.map((): number[] => []);
  for (const item of items) {
    if (item.kind !== "packet" && item.kind !== "greeting") continue;
    bytes[item.channel] += item.data.length;
    if (item.sync) ends[item.channel].push(bytes[item.channel]);
  }
  return ends;
}
