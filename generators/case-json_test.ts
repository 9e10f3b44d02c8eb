import { assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import { anyCase } from "./any-case.ts";
import { boundaryCounts } from "./boundary-counts.ts";
import { boundaryOffsets } from "./boundary-offsets.ts";
import { caseFromJson, CaseJsonError, caseToJson, jobFromJson, type Json } from "./case-json.ts";
import { senderJob } from "./sender-job.ts";
import type { Shape } from "./shape.ts";
import { greetingTruncations, packetTruncations } from "./truncations.ts";

const SHAPE: Shape = { method: "zstd", layout: "patch", pageSizes: [4096, 1024], maxChannels: 3 };

function throughText(value: Parameters<typeof caseToJson>[0]): unknown {
  return JSON.parse(JSON.stringify(caseToJson(value)));
}

test("every drawn case comes back from its JSON", () => {
  for (const method of ["none", "zlib", "zstd"] as const) {
    fc.assert(
      fc.property(anyCase({ ...SHAPE, method }), (c) => {
        assertEquals(caseFromJson(throughText(c)), c);
      }),
      { numRuns: 400 },
    );
  }
});

test("every fixed case comes back from its JSON", () => {
  const all = [boundaryCounts, boundaryOffsets, packetTruncations, greetingTruncations];
  for (const c of all.flatMap((list) => list(SHAPE))) assertEquals(caseFromJson(throughText(c)), c);
});

test("every job comes back from its JSON", () => {
  const jobs = senderJob({ ...SHAPE, detection: "legacy", passes: true, queue: true });
  fc.assert(fc.property(jobs, (job) => assertEquals(jobFromJson(throughText(job)), job)));
});

const CASE = {
  pageSize: 4096,
  channels: 1,
  method: "none",
  level: 1,
  blocks: [{ name: "ram", usedLength: 4096, pages: [{ kind: "byte", at: 1, value: 2 }] }],
  steps: [
    {
      kind: "packet",
      channel: 0,
      packet: {
        ramblock: "ram",
        packetNum: "0",
        normal: [],
        zero: ["0"],
        fields: { reserved: "00".repeat(28) },
      },
    },
  ],
  segmentation: { kind: "random", seed: 1, max: 10 },
  delivery: { kind: "in-order" },
  classes: ["a"],
} satisfies Json;

test("the first wrong field is named by its path", () => {
  caseFromJson(CASE);
  const wrong: [string, (c: typeof CASE) => unknown][] = [
    ["case", () => 1],
    ["case", () => []],
    ["case.pageSize", (c) => ({ ...c, pageSize: 4095 })],
    ["case.pageSize", ({ pageSize: _, ...c }) => c],
    ["case.colour", (c) => ({ ...c, colour: "red" })],
    ["case.method", (c) => ({ ...c, method: "lz4" })],
    ["case.level", (c) => ({ ...c, level: 10 })],
    ["case.channels", (c) => ({ ...c, channels: 256 })],
    [
      "case.blocks[0].usedLength",
      (c) => ({ ...c, blocks: [{ ...c.blocks[0], usedLength: 2 ** 40 }] }),
    ],
    ["case.blocks[1].name", (c) => ({ ...c, blocks: [c.blocks[0], c.blocks[0]] })],
    ["case.blocks[0].pages[0].at", (c) => withFill(c, { kind: "byte", at: 4096, value: 1 })],
    ["case.blocks[0].pages[0].kind", (c) => withFill(c, { kind: "noise" })],
    ["case.steps[0].kind", (c) => ({ ...c, steps: [{ kind: "jump" }] })],
    ["case.steps[0].channel", (c) => ({ ...c, steps: [{ kind: "eof", channel: 1 }] })],
    ["case.steps[0].packet.packetNum", (c) => withPacket(c, { packetNum: 0 })],
    ["case.steps[0].packet.packetNum", (c) => withPacket(c, { packetNum: "18446744073709551616" })],
    ["case.steps[0].packet.zero[1]", (c) => withPacket(c, { zero: ["0", "-1"] })],
    ["case.steps[0].packet.fields.reserved", (c) => withPacket(c, { fields: { reserved: "00" } })],
    [
      "case.steps[0].packet.payload.bytes",
      (c) => withPacket(c, { payload: { kind: "bomb", bytes: 2 ** 40 } }),
    ],
    ["case.segmentation.max", (c) => ({ ...c, segmentation: { kind: "random", seed: 1, max: 0 } })],
    ["case.delivery.channel", (c) => ({ ...c, delivery: { kind: "hold", channel: 1 } })],
    [
      "case.breaks.step",
      (c) => ({ ...c, breaks: { requirement: "RCV-01", step: 1, field: "magic" } }),
    ],
    ["case.classes[0]", (c) => ({ ...c, classes: [1] })],
  ];
  for (const [path, change] of wrong) {
    const error = assertThrows(() => caseFromJson(change(structuredClone(CASE))), CaseJsonError);
    assertEquals(error.path, path);
  }
});

test("a wrong value is shown beside what was expected, cut short", () => {
  const error = assertThrows(
    () => caseFromJson({ ...CASE, method: "z".repeat(100) }),
    CaseJsonError,
  );
  assertEquals(
    error.message,
    `case.method: expected one of none, zlib, zstd, found "${"z".repeat(56)}...`,
  );
});

test("nothing that is no job is taken for one", () => {
  fc.assert(fc.property(fc.jsonValue(), (json) => {
    assertThrows(() => jobFromJson(json), CaseJsonError);
    assertThrows(() => caseFromJson(json), CaseJsonError);
  }));
});

function withFill(c: typeof CASE, fill: Json) {
  return { ...c, blocks: [{ ...c.blocks[0], pages: [fill] }] };
}

function withPacket(c: typeof CASE, change: { [key: string]: Json }) {
  const [step] = c.steps;
  return { ...c, steps: [{ ...step, packet: { ...step.packet, ...change } }] };
}
