import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "node:test";
import { caseToJson, jobFromJson } from "../generators/case-json.ts";
import { blockBytes, isZeroFill } from "../generators/fill.ts";
import type { SenderJob } from "../generators/job.ts";
import type { JobSource } from "./check.ts";
import { LEVELS, MAPPED_RAM, MULTIFD_OFF, SESSIONS, SETTINGS } from "./job-sources.ts";

const SOURCES = [SESSIONS, LEVELS, MAPPED_RAM, MULTIFD_OFF, SETTINGS];

type Shape = Parameters<JobSource["stimulus"]>[0];

const FREE: Shape = {
  method: "none",
  layout: "patch",
  pageSizes: [4096, 65536],
  maxChannels: 8,
  detection: "multifd",
  passes: true,
  queue: true,
};
/** A QEMU: its RAM is there, all of it is sent, once. */
const FIXED: Shape = {
  ...FREE,
  pageSizes: [4096],
  blocks: [{ name: "pc.ram", usedLength: 1 << 20 }],
  passes: false,
  queue: false,
};

function fixedJobs(source: JobSource, shape: Shape): readonly SenderJob[] {
  return source.stimulus(shape).fixed!;
}

test("jobs are legal: pages lie in their blocks, none is queued twice in a pass", () => {
  for (const source of SOURCES) {
    for (const shape of [FREE, FIXED, { ...FREE, method: "zlib" as const }]) {
      if (source === MAPPED_RAM && shape.method !== "none") continue;
      const { fixed = [], drawn } = source.stimulus(shape);
      const jobs = [...fixed, ...drawn ? fc.sample(drawn, { seed: 1, numRuns: 20 }) : []];
      for (const job of jobs) checkJob(job, shape);
    }
  }
});

function checkJob({ pageSize, channels, blocks, passes, method }: SenderJob, shape: Shape): void {
  assertEquals(method, shape.method);
  assert(channels <= shape.maxChannels && shape.pageSizes.includes(pageSize));
  if (shape.blocks) {
    assertEquals(blocks.map(({ name, usedLength }) => ({ name, usedLength })), shape.blocks);
  }
  if (!shape.passes) assertEquals(passes.length, 1);
  const whole = blocks.reduce((sum, b) => sum + Math.floor(b.usedLength / pageSize), 0);
  if (!shape.queue) assertEquals(passes[0].queue.length, whole);
  for (const block of blocks) assertEquals(blockBytes(block, pageSize).length, block.usedLength);
  for (const { queue, writes } of passes) {
    assertEquals(new Set(queue.map((p) => `${p.offset} ${p.ramblock}`)).size, queue.length);
    for (const { ramblock, offset } of [...queue, ...writes]) {
      const { usedLength } = blocks.find((b) => b.name === ramblock)!;
      assert(offset % pageSize === 0 && offset + pageSize <= usedLength);
    }
  }
}

test("queues of one page less than a packet holds, as many and one more are there, in every mixture", () => {
  const found = new Set(
    fixedJobs(SESSIONS, FREE).map(({ blocks, passes, pageSize }) => {
      if (blocks.length > 1 || passes.length > 1 || pageSize !== 4096) return "";
      const zero = blocks[0].pages.filter(isZeroFill).length;
      const n = passes[0].queue.length;
      if (n === 0) return "none";
      return `${n} ${zero === 0 ? "data" : zero === n ? "zero" : "mixed"}`;
    }),
  );
  for (const n of [127, 128, 129]) {
    for (const what of ["data", "zero", "mixed"]) assert(found.has(`${n} ${what}`), `${n} ${what}`);
  }
  assert(found.has("1 data") && found.has("1 zero") && found.has("none"));
});

test("a page that is zero but for its first or last byte is there, and one that turns zero and back", () => {
  const jobs = fixedJobs(SESSIONS, FREE);
  const ats = jobs.flatMap((j) =>
    j.blocks[0].pages.flatMap((p) => p.kind === "byte" ? [p.at] : [])
  );
  assert(ats.includes(0) && ats.includes(4095));
  const turns = jobs.map((j) => j.passes.slice(1).map((p) => p.writes[0]?.fill.kind === "zero"));
  assert(turns.some((t) => t.join() === "true,false,true"));
  assert(jobs.some((j) => j.classes.includes("queue-block-change")));
});

test("every level has a job", () => {
  const levels = (
    method: "zlib" | "zstd",
  ) => [...new Set(fixedJobs(LEVELS, { ...FREE, method }).map((j) => j.level))];
  assertEquals(levels("zlib"), Array.from({ length: 10 }, (_, i) => i));
  assertEquals(levels("zstd"), Array.from({ length: 20 }, (_, i) => i + 1));
});

test("a target with its own blocks and no choice of pages still gets jobs with every edge", () => {
  const jobs = fixedJobs(SESSIONS, FIXED);
  assert(jobs.length >= 10, `${jobs.length} jobs`);
  assert(jobs.every((j) => j.blocks[0].pages.length <= 256));
});

test("jobs come back from JSON, with words that are no detection too", () => {
  for (const job of [...fixedJobs(SETTINGS, FREE), ...fixedJobs(SESSIONS, FREE).slice(0, 5)]) {
    assertEquals(jobFromJson(JSON.parse(JSON.stringify(caseToJson(job)))), job);
  }
});

test("sources set what they are named for", () => {
  assert(fixedJobs(MAPPED_RAM, FREE).every((j) => j.mappedRam && j.multifd));
  assert(fixedJobs(MULTIFD_OFF, FREE).every((j) => !j.mappedRam && !j.multifd));
  const words = fixedJobs(SETTINGS, FREE).map((j) => j.detection as string);
  assertEquals(words.slice(0, 4), ["none", "legacy", "multifd", ""]);
});
