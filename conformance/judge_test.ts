import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import type { ReceiverCase } from "../generators/case.ts";
import type { RamBlock } from "../protocol/ram.ts";
import {
  firstDifference,
  judgeAccepted,
  judgeCounters,
  judgeEarlierPages,
  judgeRam,
  judgeRejected,
} from "./judge.ts";
import { expectedRam } from "./model.ts";
import type { ReceiverObservation } from "./target.ts";
import { caseOf, packet } from "./testing/cases.ts";

const LEGAL = caseOf([packet(0, { 0: 1 }), packet(1, { 1: 2 }, [2]), packet(0, { 3: 4 })]);
const FAULTY: ReceiverCase = {
  ...LEGAL,
  breaks: { requirement: "RCV-07", step: 1, field: "offsets" },
};

/** The model's RAM with one byte changed. */
function changed(c: ReceiverCase, at: number, value: number): RamBlock[] {
  return expectedRam(c).map((block) => {
    const bytes = block.bytes.slice();
    bytes[at] = value;
    return { ...block, bytes };
  });
}

test("an accepted session must be accepted, with all RAM right to the last byte", () => {
  assertEquals(judgeAccepted(LEGAL, { outcome: "accepted", ram: expectedRam(LEGAL) }), undefined);
  for (const outcome of ["rejected", "crashed", "hung"] as const) {
    const problem = judgeAccepted(LEGAL, { outcome, text: "why", ram: expectedRam(LEGAL) });
    assertStringIncludes(problem!.observed, outcome);
    assertStringIncludes(problem!.observed, "why");
  }
  for (const at of [0, 4095, 2 * 4096 + 77, 4 * 4096 - 1]) {
    assert(judgeAccepted(LEGAL, { outcome: "accepted", ram: changed(LEGAL, at, 9) }), `byte ${at}`);
  }
});

test("a refused session must be refused by an error: a crash or a hang is none", () => {
  assertEquals(judgeRejected(FAULTY, { outcome: "rejected" }), undefined);
  const seen: ReceiverObservation[] = [
    { outcome: "accepted" },
    { outcome: "hung" },
    { outcome: "crashed", signal: "SIGABRT" },
  ];
  for (const each of seen) {
    const problem = judgeRejected(FAULTY, each)!;
    assertStringIncludes(problem.expected, "RCV-07");
    assertEquals(problem.at, { channel: 1, packet: 0, field: "offsets" });
  }
  assertStringIncludes(judgeRejected(FAULTY, seen[2])!.observed, "SIGABRT");
});

test("a difference in RAM names block, page, bytes and the last packet on that page", () => {
  const problem = judgeRam(LEGAL, { outcome: "accepted", ram: changed(LEGAL, 3 * 4096 + 5, 0xee) });
  assertStringIncludes(problem!.expected, '"ram", page at 12288');
  assertStringIncludes(problem!.expected, "04");
  assertStringIncludes(problem!.observed, "ee");
  assertEquals(problem!.at, { channel: 0, packet: 1, field: "offsets" });
});

test("nothing of a refused packet may be in RAM", () => {
  assertEquals(judgeRam(FAULTY, { outcome: "rejected", ram: expectedRam(FAULTY) }), undefined);
  assert(judgeRam(FAULTY, { outcome: "rejected", ram: changed(FAULTY, 4096, 2) }));
});

test("pages that the refused packet names say nothing about those of earlier packets", () => {
  const seen = (at: number) => ({ outcome: "crashed" as const, ram: changed(FAULTY, at, 9) });
  for (const page of [1, 2]) assertEquals(judgeEarlierPages(FAULTY, seen(page * 4096)), undefined);
  for (const page of [0, 3]) assert(judgeEarlierPages(FAULTY, seen(page * 4096)), `page ${page}`);
});

test("counters are compared channel by channel, and none is not enough", () => {
  const right = [
    { packets: 2, normalPages: 2, zeroPages: 0 },
    { packets: 1, normalPages: 1, zeroPages: 1 },
  ];
  assertEquals(judgeCounters(LEGAL, { outcome: "accepted", counters: right }), undefined);
  const swapped = right.toReversed();
  assertStringIncludes(
    judgeCounters(LEGAL, { outcome: "accepted", counters: swapped })!.expected,
    "channel 0",
  );
  const lost = right.with(1, { packets: 1, normalPages: 1, zeroPages: 0 });
  assert(judgeCounters(LEGAL, { outcome: "accepted", counters: lost }));
  assert(judgeCounters(LEGAL, { outcome: "accepted" }));
});

test("a block that is missing, renamed or of another length is a difference", () => {
  const want = expectedRam(LEGAL);
  const [block] = want;
  const others: RamBlock[][] = [
    [],
    [{ ...block, name: "rom" }],
    [{ ...block, bytes: block.bytes.subarray(1) }],
  ];
  for (const got of others) assert(firstDifference(want, got, 4096));
});
