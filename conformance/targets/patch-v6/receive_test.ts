import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import type { PacketSpec, PageFill, ReceiverCase, Step } from "../../../generators/case.ts";
import { pageBytes } from "../../../generators/fill.ts";
import { familyCase, familyFixed } from "../../../generators/family-case.ts";
import type { Family } from "../../../generators/family.ts";
import { INVALID } from "../../../generators/invalid.ts";
import { LEGAL } from "../../../generators/legal.ts";
import { validSession } from "../../../generators/receiver-session.ts";
import { type MethodName, METHODS } from "../../../protocol/flags.ts";
import { readTrace } from "../../../protocol/trace.ts";
import { judgeAccepted, judgeRejected } from "../../judge.ts";
import { sessionOf } from "../../receiver-run.ts";
import { receive } from "./receive.ts";

/** Invalid cases that do not all end in an error. */
const FAULTS = ["RCV-10", "RCV-21", "RCV-23", "RCV-30", "RCV-38", "RCV-43"];

for (const method of METHODS) {
  test(`${method}: legal sessions are accepted and end with the source's RAM`, () => {
    const shape = shapeOf(method);
    for (const c of fc.sample(validSession(shape), { seed: 1, numRuns: 60 })) {
      assertEquals(judgeAccepted(c, seeing(c)), undefined);
    }
    for (const family of LEGAL) {
      for (const c of casesOf(family, method)) {
        assertEquals(judgeAccepted(c, seeing(c)), undefined, family.name);
      }
    }
  });

  test(`${method}: what the patch checks is rejected, what it forgets is not`, () => {
    for (const family of INVALID) {
      const cases = casesOf(family, method);
      if (cases.length === 0) continue;
      const isFault = cases.some((c) => judgeRejected(c, seeing(c)) !== undefined);
      assertEquals(isFault, FAULTS.includes(family.requirement), family.name);
    }
  });

  test(`${method}: a packet counts before its block is looked up`, () => {
    const seen = seeing(caseOf(method, [data(0, ONES), { ...data(0, ONES), ramblock: "no" }]));
    assertEquals([seen.outcome, seen.counters], [
      "rejected",
      [{ packets: 2, normalPages: 2, zeroPages: 0 }],
    ]);
    const events = readTrace(seen.trace!).map(({ kind }) => kind);
    assertEquals(events, ["recv", "recv", "recv-end"]);
  });

  test(`${method}: a barrier behind a channel that ended or was refused is waited for for ever`, () => {
    const barrier: Step = { kind: "barrier" };
    const refused = { ...data(0, ONES), fields: { magic: 0 } };
    for (const loss of [{ kind: "eof", channel: 0 } as const, step(refused)]) {
      for (const steps of [[loss, barrier], [barrier, loss]]) {
        assertEquals(seeing({ ...caseOf(method), steps }).outcome, "hung");
      }
    }
    assertEquals(
      seeing({ ...caseOf(method), steps: [{ kind: "sync" }, step(refused)] }).outcome,
      "rejected",
    );
  });

  test(`${method}: a block shorter than a page has every page that there is memory for`, () => {
    const short = { name: "short", usedLength: 100, pages: [] };
    const on = (offset: bigint): ReceiverCase => ({
      ...caseOf(method, [{
        ...data(0, ONES),
        ramblock: "short",
        normal: [{ offset, fill: ONES }],
      }]),
      blocks: [short],
    });
    const seen = seeing(on(0n));
    assertEquals(seen.outcome, "accepted");
    assertEquals(seen.ram![0].bytes, new Uint8Array(100).fill(1));
    // The kernel says so, the process dies of it.
    assertEquals(seeing(on(2n ** 63n)).outcome, method === "none" ? "rejected" : "crashed");
    // The largest offset that the wrapped bound lets pass, and the next one.
    assertEquals(seeing(on(2n ** 64n + 100n - 4096n)).text?.includes("in a block of"), false);
    assertStringIncludes(seeing(on(2n ** 64n + 101n - 4096n)).text!, "in a block of 100 bytes");
  });
}

for (const method of ["zlib", "zstd"] as const) {
  test(`${method}: payload announced for zero pages alone aborts the process, their page is cleared by then`, () => {
    const zero = { ...NO_PAGES, zero: [0n], fields: { nextPacketSize: 5 } };
    const seen = seeing(caseOf(method, [data(0, ONES), zero]));
    assertEquals([seen.outcome, seen.signal], ["crashed", "SIGABRT"]);
    assertStringIncludes(seen.text!, "in_size == 0");
    assertEquals(seen.ram![0].bytes.subarray(0, 4096), new Uint8Array(4096));
    assertEquals(seen.writes, [{ ramblock: "ram", offset: 0 }]);
  });

  test(`${method}: a payload above 1 MiB runs over the buffer when its bytes come, not when they are claimed`, () => {
    const claimed = { ...data(0, ONES), fields: { nextPacketSize: 2 ** 32 - 1 } };
    assertEquals(seeing(caseOf(method, [claimed])).outcome, "rejected");
    const sent = { ...data(0, ONES), payload: { kind: "padded", bytes: 2 ** 20 + 16 } as const };
    assertEquals(seeing(caseOf(method, [sent])).signal, "SIGSEGV");
    const fits = { ...data(0, ONES), payload: { kind: "padded", bytes: 2 ** 20 } as const };
    assertEquals(seeing(caseOf(method, [fits])).outcome, "accepted");
  });

  test(`${method}: more pages than announced are taken without a word, and spoil the next packet`, () => {
    const surplus = { ...data(0, ONES), payload: { kind: "too-many", pages: 1 } as const };
    assertEquals(seeing(caseOf(method, [surplus])).outcome, "accepted");
    const c = caseOf(method, [surplus, data(1, { kind: "random", seed: 7 })]);
    const seen = seeing(c);
    assert(seen.outcome === "rejected" || judgeAccepted(c, seen) !== undefined);
  });
}

test("zlib: pages before a fault in the payload are in RAM", () => {
  const normal = [NOISE, { ...NOISE, seed: 2 }].map((fill, i) => ({
    offset: BigInt(4096 * i),
    fill,
  }));
  const cut = { ...NO_PAGES, normal, payload: { kind: "truncated", bytes: 100 } as const };
  const seen = seeing(caseOf("zlib", [cut]));
  assertEquals(seen.outcome, "rejected");
  assertEquals(seen.ram![0].bytes.subarray(0, 4096), pageBytes(NOISE, 4096));
});

test("zlib refuses a stream that has ended, zstd takes it", () => {
  const ended = { ...data(0, ONES), payload: { kind: "ended" } as const };
  assertEquals(seeing(caseOf("zlib", [ended])).outcome, "rejected");
  assertEquals(seeing(caseOf("zstd", [ended, data(1, ONES)])).outcome, "accepted");
});

test("an id equal to the number of channels kills the process, a larger one is refused", () => {
  const greeting = (id: number): Step => ({ kind: "greeting", channel: 0, greeting: { id } });
  assertEquals(seeing({ ...caseOf("none"), steps: [greeting(1)] }).signal, "SIGSEGV");
  assertEquals(seeing({ ...caseOf("none"), steps: [greeting(2)] }).outcome, "rejected");
});

test("what lies behind SYNC waits until every channel is there", () => {
  const steps: Step[] = [
    step(data(0, NOISE)),
    { kind: "sync" },
    { kind: "packet", channel: 1, packet: data(0, ONES) },
  ];
  const c: ReceiverCase = { ...caseOf("none"), channels: 2, steps };
  for (const held of [0, 1, 2]) {
    const delivered = { ...c, delivery: { kind: "hold", channel: held } as const };
    assertEquals(judgeAccepted(delivered, seeing(delivered)), undefined);
  }
});

const ONES: PageFill = { kind: "repeat", value: 1 };
const NOISE = { kind: "random", seed: 1 } as const;
const NO_PAGES: PacketSpec = { ramblock: "ram", packetNum: 0n, normal: [], zero: [] };

function data(page: number, fill: PageFill): PacketSpec {
  return { ...NO_PAGES, normal: [{ offset: BigInt(4096 * page), fill }] };
}

function step(packet: PacketSpec): Step {
  return { kind: "packet", channel: 0, packet };
}

/** Packets on one channel, with a block of four pages. */
function caseOf(method: MethodName, packets: PacketSpec[] = []): ReceiverCase {
  return {
    pageSize: 4096,
    channels: 1,
    method,
    level: 1,
    blocks: [{ name: "ram", usedLength: 4 * 4096, pages: [] }],
    steps: packets.map(step),
    segmentation: { kind: "whole" },
    delivery: { kind: "in-order" },
    classes: [],
  };
}

function casesOf(family: Family, method: MethodName): ReceiverCase[] {
  const fixed = familyFixed(shapeOf(method), family);
  if (fixed.length === 0) return [];
  return [...fixed, ...fc.sample(familyCase(shapeOf(method), family), { seed: 1, numRuns: 10 })];
}

function shapeOf(method: MethodName) {
  return { method, layout: "patch", pageSizes: [4096, 1024, 65536], maxChannels: 4 } as const;
}

function seeing(c: ReceiverCase) {
  return receive(sessionOf(c));
}
