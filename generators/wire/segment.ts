/** Cuts whole greetings and packets into the pieces that are fed (RCV-28). */
import { Buffer } from "node:buffer";
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
  /** Packets so far, by channel. */
  const packets: Record<number, number> = {};
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
        if (data.length > 0) events.push({ kind: "bytes", channel, data });
        break;
      case "bytes":
        for (let at = 0; at < data.length; at++) push(at, at + 1);
        break;
      case "fields": {
        let from = 0;
        const before = packets[channel] ?? 0;
        if (item.kind === "packet") packets[channel] = before + 1;
        for (const [i, cut] of cutsOf(item.kind, data.length, pageSize).entries()) {
          if (before > 0 && i % 2 === before % 2) continue;
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
 * Where `fields` cuts a channel's first packet, and between them any two that follow each other behind it: at the start
 * and in the middle of every field, at and inside entries of `offset[]`, at the first two and the last page boundary of
 * an uncompressed payload and a byte before, behind its first and before its last byte.
 */
export function cutsOf(kind: "packet" | "greeting", length: number, pageSize: number): number[] {
  if (kind === "greeting") return below(length, GREETING_CUTS);
  const pageCount = pageCountOf(pageSize), end = packetLength(pageCount);
  const cuts = [...headerCuts[pageCount] ??= cutsOfHeader(pageCount), end, end + 1];
  const pages = Math.ceil((length - end) / pageSize);
  for (const page of [1, 2, Math.max(2, pages - 1)]) {
    cuts.push(end + page * pageSize - 1, end + page * pageSize);
  }
  return length > 1 ? [...below(length - 1, rising(cuts)), length - 1] : [];
}

const GREETING_CUTS = cutsOfLayout(GREETING_LAYOUT);
/** By page count. */
const headerCuts: Record<number, readonly number[]> = {};

function cutsOfHeader(pageCount: number): number[] {
  const cuts = cutsOfLayout(PACKET_LAYOUT);
  const first = packetLength(pageCount) - 8 * pageCount;
  for (const entry of [0, 1, 2, pageCount - 1]) cuts.push(first + 8 * entry, first + 8 * entry + 3);
  return rising(cuts);
}

function cutsOfLayout(layout: readonly Field[]): number[] {
  return rising(layout.flatMap(({ offset, size }) => [offset, offset + Math.floor(size / 2)]));
}

function rising(cuts: readonly number[]): number[] {
  return [...new Set(cuts)].sort((a, b) => a - b);
}

function below(length: number, cuts: readonly number[]): number[] {
  return cuts.filter((cut) => cut > 0 && cut < length);
}

/**
 * Neighbours on a channel joined, so that a piece can hold the end of one packet and the start of
 * the next.
 */
function merged(items: WireItem[]): WireItem[] {
  const all: WireItem[] = [];
  let run: DataItem[] = [];
  for (const item of items) {
    if (isData(item) && run[0]?.channel === item.channel) run.push(item);
    else {
      all.push(...joined(run));
      run = isData(item) ? [item] : [];
      if (!isData(item)) all.push(item);
    }
  }
  return [...all, ...joined(run)];
}

function joined(run: readonly DataItem[]): readonly DataItem[] {
  return run.length > 1 ? [{ ...run[0], data: Buffer.concat(run.map(({ data }) => data)) }] : run;
}

type DataItem = Extract<WireItem, { data: Uint8Array }>;

function isData(item: WireItem): item is DataItem {
  return item.kind === "packet" || item.kind === "greeting";
}
