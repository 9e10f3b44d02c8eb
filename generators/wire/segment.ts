/** Cuts whole greetings and packets into the pieces that are fed (RCV-28). */
import {
  type Field,
  GREETING_LAYOUT,
  PACKET_LAYOUT,
  packetLength,
  pageCountOf,
} from "../../protocol/layout.ts";
import type { Segmentation } from "../case.ts";
import { Dice } from "../dice.ts";
import type { WireItem } from "./encoder.ts";
import type { WireEvent } from "./event.ts";

/** The items as events, cut up. */
export function segment(items: WireItem[], how: Segmentation, pageSize: number): WireEvent[] {
  const events: WireEvent[] = [];
  const dice = how.kind === "random" ? new Dice(how.seed, how.max) : undefined;
  for (const item of how.kind === "random" ? merged(items) : items) {
    if (!isData(item)) {
      events.push(item);
      continue;
    }
    const { channel, data } = item;
    const push = (from: number, to: number) => {
      if (to > from) events.push({ kind: "bytes", channel, data: data.subarray(from, to) });
    };
    switch (how.kind) {
      case "whole":
        push(0, data.length);
        break;
      case "bytes":
        for (let at = 0; at < data.length; at++) push(at, at + 1);
        break;
      case "fields": {
        let from = 0;
        for (const cut of cutsOf(item.kind, data.length, pageSize)) {
          push(from, cut);
          from = cut;
        }
        push(from, data.length);
        break;
      }
      case "random":
        for (let at = 0; at < data.length;) {
          const to = Math.min(data.length, at + dice!.between(1, how.max));
          push(at, to);
          at = to;
        }
        break;
    }
  }
  return events;
}

/**
 * Where `fields` cuts: at the start and in the middle of every field, at and inside entries of
 * `offset[]`, before and behind every page boundary of an uncompressed payload, behind its first
 * and before its last byte.
 */
export function cutsOf(kind: "packet" | "greeting", length: number, pageSize: number): number[] {
  const pageCount = pageCountOf(pageSize);
  const cuts = new Set<number>();
  const layout: readonly Field[] = kind === "greeting" ? GREETING_LAYOUT : PACKET_LAYOUT;
  for (const { offset, size } of layout) {
    cuts.add(offset).add(offset + Math.floor(size / 2));
  }
  if (kind === "packet") {
    const end = packetLength(pageCount);
    const first = end - 8 * pageCount;
    for (const entry of [0, 1, 2, pageCount - 1]) {
      cuts.add(first + 8 * entry).add(first + 8 * entry + 3);
    }
    cuts.add(end).add(end + 1).add(length - 1);
    for (let at = end + pageSize; at < length; at += pageSize) cuts.add(at - 1).add(at);
  }
  return [...cuts].filter((cut) => cut > 0 && cut < length).sort((a, b) => a - b);
}

/**
 * Neighbours on a channel joined, so that a piece can hold the end of one packet and the start of
 * the next.
 */
function merged(items: WireItem[]): WireItem[] {
  const all: WireItem[] = [];
  for (const item of items) {
    const last = all.at(-1);
    if (isData(item) && last && isData(last) && last.channel === item.channel) {
      const data = new Uint8Array(last.data.length + item.data.length);
      data.set(last.data);
      data.set(item.data, last.data.length);
      all[all.length - 1] = { ...last, data };
    } else all.push(item);
  }
  return all;
}

type DataItem = Extract<WireItem, { data: Uint8Array }>;

function isData(item: WireItem): item is DataItem {
  return item.kind === "packet" || item.kind === "greeting";
}
