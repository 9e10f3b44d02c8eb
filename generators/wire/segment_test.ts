import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes";
import { test } from "node:test";
import { packetLength } from "../../protocol/layout.ts";
import type { Segmentation } from "../case.ts";
import type { WireItem } from "./encoder.ts";
import { cutsOf, segment } from "./segment.ts";

const PACKET = packetLength(128) + 2 * 4096;

function item(kind: "greeting" | "packet", channel: number, length: number): WireItem {
  return { kind, channel, data: Uint8Array.from({ length }, (_, i) => i * 7 + channel) };
}

const ITEMS: WireItem[] = [
  item("greeting", 0, 64),
  item("greeting", 1, 64),
  item("packet", 0, PACKET),
  item("packet", 0, packetLength(128)),
  { kind: "barrier" },
  item("packet", 1, 100),
  { kind: "eof", channel: 1 },
];

const HOWS: Segmentation[] = [
  { kind: "whole" },
  { kind: "bytes" },
  { kind: "fields" },
  { kind: "random", seed: 1, max: 5 },
  { kind: "random", seed: 2, max: 100000 },
];

test("no segmentation changes the bytes of a channel or their order with anything else", () => {
  for (const how of HOWS) {
    const events = segment(ITEMS, how, 4096);
    const kinds = events.map((e) => e.kind === "bytes" ? e.channel : e.kind);
    const runs = kinds.filter((k, i) => k !== kinds[i - 1]);
    assertEquals(runs, [0, 1, 0, "barrier", 1, "eof"]);
    for (const channel of [0, 1]) {
      const bytes = events.flatMap((e) =>
        e.kind === "bytes" && e.channel === channel ? [e.data] : []
      );
      assert(bytes.every((b) => b.length > 0));
      const sent = ITEMS.flatMap((i) => "data" in i && i.channel === channel ? [i.data] : []);
      assertEquals(concat(bytes), concat(sent));
    }
  }
});

test("whole gives a piece a packet, bytes one a byte, random pieces of all lengths up to the most", () => {
  const lengths = (how: Segmentation) =>
    segment(ITEMS, how, 4096).flatMap((e) => e.kind === "bytes" ? [e.data.length] : []);
  assertEquals(lengths({ kind: "whole" }), [64, 64, PACKET, packetLength(128), 100]);
  assertEquals(new Set(lengths({ kind: "bytes" })), new Set([1]));
  assertEquals(
    [...new Set(lengths({ kind: "random", seed: 1, max: 5 }))].sort(),
    [1, 2, 3, 4, 5],
  );
});

test("a random piece may hold the end of one packet and the start of the next", () => {
  const events = segment(ITEMS, { kind: "random", seed: 2, max: 100000 }, 4096);
  assert(events.some((e) => e.kind === "bytes" && e.data.length > PACKET));
});

test("fields cuts at every field of packet and greeting, and inside", () => {
  const packet = cutsOf("packet", PACKET, 4096);
  for (const cut of [4, 8, 12, 16, 20, 24, 32, 36, 40, 64, 320, 328, 1344]) {
    assert(packet.includes(cut), `${cut}`);
  }
  for (const cut of [2, 6, 10, 14, 18, 22, 28, 34, 52, 192, 323, 1339]) {
    assert(packet.includes(cut), `${cut}`);
  }
  for (const cut of [1345, 1344 + 4095, 1344 + 4096, PACKET - 1]) {
    assert(packet.includes(cut), `${cut}`);
  }
  assert(packet.every((cut, i) => cut > (packet[i - 1] ?? 0) && cut < PACKET));
  const greeting = cutsOf("greeting", 64, 4096);
  for (const cut of [2, 4, 8, 16, 24, 25, 28, 32, 48]) assert(greeting.includes(cut), `${cut}`);
});

test("fields cuts a channel's first packet everywhere, and those behind it at every other place in turn", () => {
  const items = [0, 1, 0, 1, 0, 1].map((channel) => item("packet", channel, PACKET));
  const all = cutsOf("packet", PACKET, 4096);
  for (const channel of [0, 1]) {
    const cuts: number[][] = [[], [], []];
    let sent = 0;
    for (const event of segment(items, { kind: "fields" }, 4096)) {
      if (event.kind !== "bytes" || event.channel !== channel) continue;
      sent += event.data.length;
      if (sent % PACKET > 0) cuts[Math.floor(sent / PACKET)].push(sent % PACKET);
    }
    const [first, second, third] = cuts;
    assertEquals(first, all);
    assertEquals([...second, ...third].sort((a, b) => a - b), all);
    assert(Math.abs(second.length - third.length) <= 1);
  }
});
