import { assertEquals } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import { initialRam } from "../generators/fill.ts";
import { validSession } from "../generators/receiver-session.ts";
import { METHODS } from "../protocol/flags.ts";
import { Receiver } from "../protocol/receiver.ts";
import { firstDifference } from "./judge.ts";
import { expectedCounters, expectedRam } from "./model.ts";
import { sessionOf } from "./receiver-run.ts";
import { receiveInProcess } from "./targets/in-process-receiver.ts";
import { caseOf, filled, offsetOf, packet } from "./testing/cases.ts";

/** The first byte of each page. */
function firstBytes(bytes: Uint8Array): number[] {
  return Array.from({ length: bytes.length / 4096 }, (_, i) => bytes[i * 4096]);
}

test("packets and zero words take effect in the order of the source", () => {
  const c = caseOf([
    packet(0, { 0: 1, 1: 2 }),
    { kind: "sync" },
    packet(1, { 0: 3 }, [1]),
    { kind: "sync" },
    { kind: "zero", ramblock: "ram", offset: offsetOf(0) },
  ], { blocks: [{ name: "ram", usedLength: 4 * 4096, pages: [1, 1, 1, 9].map(filled) }] });
  assertEquals(firstBytes(initialRam(c)[0].bytes), [1, 1, 1, 9]);
  assertEquals(firstBytes(expectedRam(c)[0].bytes), [0, 0, 1, 9]);
});

test("a page that is normal and zero keeps its data; of two normal ones the last stays", () => {
  const both = packet(0, { 2: 7 }, [2]);
  const twice = packet(0, {}, [], {
    normal: [4, 5].map((value) => ({ offset: offsetOf(3), fill: filled(value) })),
  });
  assertEquals(firstBytes(expectedRam(caseOf([both, twice]))[0].bytes), [0, 0, 7, 5]);
});

test("a page at any offset covers a part of two, or of the block's short end", () => {
  const at = (offset: bigint, value: number) =>
    packet(0, {}, [], { normal: [{ offset, fill: filled(value) }] });
  const usedLength = 4 * 4096 + 100;
  const blocks = [{ name: "ram", usedLength, pages: [1, 2, 3, 4, 5].map(filled) }];
  const c = caseOf([at(4095n, 6), at(8n, 7), at(12388n, 8)], { blocks });
  const want = initialRam(c)[0].bytes;
  for (const [offset, value] of [[4095, 6], [8, 7], [12388, 8]]) {
    want.fill(value, offset, offset + 4096);
  }
  assertEquals(expectedRam(c)[0].bytes, want);
  assertEquals(initialRam(c)[0].bytes[4096], 2, "shared pages are as they were");
});

test("the faulty packet and all behind it count for nothing", () => {
  const c = caseOf([packet(0, { 0: 1 }, [3]), packet(1, { 1: 2 }, [2]), packet(0, { 2: 3 })], {
    breaks: { requirement: "RCV-01", step: 1, field: "magic" },
  });
  assertEquals(firstBytes(expectedRam(c)[0].bytes), [1, 0, 0, 0]);
  assertEquals(expectedCounters(c), [
    { normalPages: 1, zeroPages: 1 },
    { normalPages: 0, zeroPages: 0 },
  ]);
});

test("one case does not get the RAM of another that looks the same", () => {
  const one = caseOf([packet(0, { 0: 1 })]);
  const other = { ...one, steps: [packet(0, { 0: 2 })] };
  assertEquals(
    [one, other, one].map((c) => expectedRam(c)[0].bytes[0]),
    [1, 2, 1],
  );
});

test("model and reference receiver agree on every legal session", async () => {
  for (const method of METHODS) {
    const shape = { method, layout: "patch", pageSizes: [4096, 1024], maxChannels: 3 } as const;
    await fc.assert(
      fc.asyncProperty(validSession(shape, { prefill: "all" }), async (c) => {
        const { ram, counters } = await receiveInProcess((s) => new Receiver(s), sessionOf(c));
        assertEquals(firstDifference(expectedRam(c), ram!, c.pageSize), undefined);
        const pages = counters!.map(({ packets: _, ...rest }) => rest);
        assertEquals(pages, expectedCounters(c));
      }),
      { seed: 7, numRuns: 40 },
    );
  }
});
