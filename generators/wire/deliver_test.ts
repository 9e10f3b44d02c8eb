import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import { delivery } from "../delivery.ts";
import type { WireEvent } from "../wire.ts";
import { deliver, streamOf } from "./deliver.ts";

const CHANNELS = 3;
const EVENTS: WireEvent[] = Array.from({ length: 40 }, (_, i): WireEvent => {
  if (i % 7 === 6) return { kind: "barrier" };
  if (i % 11 === 10) return { kind: "zero", ramblock: "ram", offset: BigInt(i) };
  return { kind: "bytes", channel: i % CHANNELS, data: Uint8Array.of(i) };
});

test("every delivery keeps the order within each stream and loses nothing", () => {
  fc.assert(fc.property(delivery({ channels: CHANNELS }), (how) => {
    const order = deliver(EVENTS, how, CHANNELS);
    assertEquals(order.length, EVENTS.length);
    for (let stream = 0; stream <= CHANNELS; stream++) {
      const own = (events: WireEvent[]) => events.filter((e) => streamOf(e, CHANNELS) === stream);
      assertEquals(own(order), own(EVENTS));
    }
  }));
});

test("a held channel comes behind all others", () => {
  const order = deliver(EVENTS, { kind: "hold", channel: 1 }, CHANNELS).map((e) =>
    streamOf(e, CHANNELS)
  );
  assert(order.lastIndexOf(0) < order.indexOf(1) && order.lastIndexOf(3) < order.indexOf(1));
});

test("seeds give different orders, the same seed the same one", () => {
  const orderOf = (seed: number) =>
    deliver(EVENTS, { kind: "shuffled", seed }, CHANNELS).map((e) => EVENTS.indexOf(e)).join();
  assertEquals(orderOf(1), orderOf(1));
  assert(new Set([1, 2, 3, 4].map(orderOf)).size === 4);
});

test("a listed order is followed; what is not listed comes last, in the order of the source", () => {
  const order = deliver(EVENTS, { kind: "listed", streams: [3, 2, 2, 0] }, CHANNELS);
  assertEquals(order.slice(0, 4).map((e) => streamOf(e, CHANNELS)), [3, 2, 2, 0]);
  const rest = order.slice(4).map((e) => EVENTS.indexOf(e));
  assertEquals(rest, rest.toSorted((a, b) => a - b));
  assertEquals(order.length, EVENTS.length);
});
