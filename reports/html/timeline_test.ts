import { assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { samplePacket, senderCounterexample } from "../testing/sample-report.ts";
import { drawings, timeline, timelineOf } from "./timeline.ts";

test("bars are as high as their shares of the largest packet", () => {
  const shared = drawings();
  timeline(senderCounterexample().timeline!, undefined, shared);
  const heights = (kind: string) =>
    [...String(shared.all()).matchAll(new RegExp(`class="${kind}" d="([^"]*)"`, "g"))]
      .map(([, d]) => [...d.matchAll(/v(-?[\d.]+)/g)].map((m) => Number(m[1])));
  // Channel 0 has 3 normal pages and 1 zero page of at most 4; channel 1 has 2 zero pages.
  assertEquals(heights("normal"), [[-30]]);
  assertEquals(heights("zero"), [[-10], [-20]]);
  assertEquals(heights("payload"), [[20]]);
  assertEquals(heights("sync").length, 2);
});

test("the same packets are drawn once", () => {
  const shared = drawings();
  const packets = senderCounterexample().timeline!;
  assertEquals(shared.add(packets), shared.add(structuredClone(packets)));
  const other = shared.add(packets.slice(1));
  assertEquals(String(shared.all()).match(/<g id="[^"]*"/g), [
    `<g id="${shared.add(packets)}"`,
    `<g id="${other}"`,
  ]);
});

test("totals and shares stand in words beside the picture", () => {
  const html = String(timeline(senderCounterexample().timeline!, undefined, drawings()));
  assertStringIncludes(
    html,
    "<td>2</td><td>1</td><td>3</td><td>1</td><td>25 %</td><td>12.0 KiB</td>",
  );
  assertStringIncludes(
    html,
    "<td>2</td><td>1</td><td>0</td><td>2</td><td>100 %</td><td>0 bytes</td>",
  );
});

test("a short case has its time line from its packets", () => {
  const packet = samplePacket({ normal: [0n], zero: [4096n, 8192n] });
  const { timeline: _, ...short } = { ...senderCounterexample(), packets: [packet] };
  assertEquals(timelineOf(short), [{
    channel: 0,
    packet: 0,
    packetNum: "7",
    sync: false,
    normalPages: 1,
    zeroPages: 2,
    payload: 4096,
  }]);
});
