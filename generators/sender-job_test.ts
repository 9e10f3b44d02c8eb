import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import { blockBytes, isZeroFill } from "./fill.ts";
import type { SenderJob } from "./job.ts";
import { senderJob, type SenderJobConstraints } from "./sender-job.ts";

const JOBS: SenderJobConstraints = {
  method: "none",
  layout: "patch",
  pageSizes: [4096, 1024],
  maxChannels: 4,
  detection: "multifd",
  passes: true,
  queue: true,
};

test("queued pages lie in their block, aligned and whole, and none is queued twice in a pass", () => {
  fc.assert(fc.property(senderJob(JOBS), (job) => {
    for (const { writes, queue } of job.passes) {
      const keys = queue.map((p) => p.ramblock + "\0" + p.offset);
      assertEquals(new Set(keys).size, keys.length);
      for (const { ramblock, offset } of [...queue, ...writes]) {
        const { usedLength } = job.blocks.find((b) => b.name === ramblock)!;
        assert(offset % job.pageSize === 0 && offset >= 0 && offset + job.pageSize <= usedLength);
      }
    }
  }));
});

test("every page with data is queued in the first pass, every page written in its own", () => {
  fc.assert(fc.property(senderJob(JOBS), (job) => {
    const has = (pass: number, ramblock: string, offset: number) =>
      job.passes[pass].queue.some((p) => p.ramblock === ramblock && p.offset === offset);
    for (const { name, pages } of job.blocks) {
      for (const [i, fill] of pages.entries()) {
        assert(isZeroFill(fill) || has(0, name, i * job.pageSize));
      }
    }
    for (const [i, { writes }] of job.passes.entries()) {
      for (const { ramblock, offset } of writes) assert(has(i, ramblock, offset));
    }
  }));
});

test("RAM of a job fits its blocks", () => {
  fc.assert(fc.property(senderJob(JOBS), (job) => {
    for (const b of job.blocks) assertEquals(blockBytes(b, job.pageSize).length, b.usedLength);
  }));
});

test("blocks of a mapped-ram file are one or more whole pages", () => {
  fc.assert(fc.property(senderJob({ ...JOBS, mappedRam: true }), (job) => {
    for (const { usedLength } of job.blocks) {
      assert(usedLength > 0 && usedLength % job.pageSize === 0, `${usedLength}`);
    }
  }));
});

test("what a sender cannot be told is not asked for", () => {
  fc.assert(fc.property(senderJob({ ...JOBS, passes: false, queue: false }), (job) => {
    assertEquals(job.passes.length, 1);
    const pages = job.blocks.reduce((n, b) => n + Math.floor(b.usedLength / job.pageSize), 0);
    assertEquals(job.passes[0].queue.length, pages);
  }));
  const blocks = [{ name: "ram", usedLength: 1 << 20 }];
  fc.assert(fc.property(senderJob({ ...JOBS, blocks }), (job) => {
    assertEquals(job.blocks.map((b) => [b.name, b.usedLength]), [["ram", 1 << 20]]);
  }));
});

test("settings are those asked for; a mapped-ram file goes with method none alone", () => {
  const [job] = fc.sample(senderJob({ ...JOBS, mappedRam: true, multifd: true }), 1);
  assertEquals([job.mappedRam, job.multifd, job.detection], [true, true, "multifd"]);
  const error = assertThrows(
    () => senderJob({ ...JOBS, method: "zlib", mappedRam: true }),
    RangeError,
  );
  assert(error.message.startsWith("mappedRam: "));
  for (const [method, level] of [["zlib", 10], ["zstd", 0], ["zstd", 21], ["zstd", 1.5]] as const) {
    const refusal = assertThrows(() => senderJob({ ...JOBS, method, level }), RangeError);
    assert(refusal.message.startsWith("level: "));
  }
  const [highest] = fc.sample(senderJob({ ...JOBS, method: "zstd", level: 20 }), 1);
  assertEquals(highest.level, 20);
});

const FAULTS: Record<string, (job: SenderJob) => boolean> = {
  "loses zero pages": (job) => job.passes[0].queue.some((p) => isZero(job, p)),
  "loses queues of zero pages alone": (job) =>
    job.passes[0].queue.length > 0 && job.passes[0].queue.every((p) => isZero(job, p)),
  "loses pages that become zero": (job) => job.classes.includes("page-zero-again"),
  "sends only the first page": (job) => job.passes.some((p) => p.queue.length > 1),
  "forgets a block": (job) => job.classes.includes("queue-block-change"),
};

for (const [fault, fails] of Object.entries(FAULTS)) {
  test(`a sender that ${fault} is shown by two queued pages at most`, () => {
    const run = fc.check(fc.property(senderJob(JOBS), (job) => !fails(job)), {
      seed: 1,
      numRuns: 1000,
    });
    assert(run.failed);
    const [job] = run.counterexample!;
    const pages = job.passes.reduce((n, p) => n + p.queue.length, 0);
    assert(pages <= 2, `${pages} pages`);
    assertEquals(job.channels, 1);
  });
}

function isZero(
  job: SenderJob,
  { ramblock, offset }: { ramblock: string; offset: number },
): boolean {
  const { pages } = job.blocks.find((b) => b.name === ramblock)!;
  return isZeroFill(pages[offset / job.pageSize] ?? { kind: "zero" });
}
