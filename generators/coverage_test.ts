/** The classes of input that must turn up, and faults that must be found small. */
import { assert } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import { anyCase } from "./any-case.ts";
import type { PacketSpec, ReceiverCase } from "./case.ts";
import { CLASSES } from "./classes.ts";
import { validSession } from "./receiver-session.ts";
import { JOB_CLASSES, senderJob } from "./sender-job.ts";
import type { Shape } from "./shape.ts";

const SHAPE: Shape = { method: "zlib", layout: "patch", pageSizes: [4096], maxChannels: 4 };

/** Classes that only families have: their names and those of their variants. */
const OF_FAMILIES = [
  "normal=alloc+1",
  "zero=alloc-normal+1",
  "wrap-pair",
  "offset-last-page-minus-1",
  "offset-bound-plus-1",
  "offset-last-page-plus-page",
  "offset-2^31",
  "offset-2^32",
  "offset-2^53",
  "offset-2^63",
  "offset-2^64-1",
  "unaligned-offset",
  "short-block",
  "payload-truncated",
  "payload-corrupt",
  "payload-trailing",
  "payload-too-few",
  "payload-too-many",
  "payload-wrong-method",
  "payload-restarted",
  "payload-ended",
  "payload-bomb",
  "eof-in-header",
  "eof-in-offsets",
  "eof-in-payload",
  "channel-ends-between",
  "wrong-method",
  "size-too-large",
  "payload-without-pages",
  "barrier-holds",
  "page-comes-and-goes",
];

/** Made by lists, not drawn. */
const LISTED = ["delivery-listed"];

test("10,000 packets have every class of input in them", () => {
  const seen = new Map<string, number>();
  let packets = 0;
  for (let seed = 1; packets < 10_000; seed++) {
    for (const c of fc.sample(anyCase(SHAPE), { seed, numRuns: 500 })) {
      packets += packetsOf(c).length;
      for (const name of c.classes) seen.set(name, (seen.get(name) ?? 0) + 1);
    }
  }
  const wanted = [...CLASSES.filter((name) => !LISTED.includes(name)), ...OF_FAMILIES];
  const missing = wanted.filter((name) => !seen.has(name));
  assert(missing.length === 0, `never drawn: ${missing.join(", ")}`);
});

test("1,000 jobs have every class of queue in them", () => {
  const jobs = fc.sample(
    senderJob({ ...SHAPE, detection: "multifd", passes: true, queue: true }),
    { seed: 1, numRuns: 1000 },
  );
  const seen = new Set(jobs.flatMap((j) => j.classes));
  const missing = JOB_CLASSES.filter((name) => !seen.has(name));
  assert(missing.length === 0, `never drawn: ${missing.join(", ")}`);
});

/** Ten faults of receivers, as predicates: a case in which the receiver does wrong. */
const FAULTS: Record<string, (c: ReceiverCase) => boolean> = {
  "loses zero pages": (c) => packetsOf(c).some((p) => p.zero.length > 0),
  "loses packets with zero pages alone": (c) =>
    packetsOf(c).some((p) => p.zero.length > 0 && p.normal.length === 0),
  "refuses the last page of a block in the zero part": (c) =>
    packetsOf(c).some((p) => p.zero.includes(lastPage(c, p))),
  "refuses the last page of a block in the normal part": (c) =>
    packetsOf(c).some((p) => p.normal.some((n) => n.offset === lastPage(c, p))),
  "drops the pages of SYNC packets": (c) =>
    packetsOf(c).some((p) => p.sync && p.normal.length + p.zero.length > 0),
  "loses zero pages behind a SYNC point": (c) => {
    const sync = c.steps.findIndex((s) => s.kind === "sync" || s.kind === "barrier");
    return sync >= 0 &&
      c.steps.slice(sync).some((s) =>
        s.kind === "packet" && s.packet.zero.length > 0 && s.packet.normal.length === 0
      );
  },
  "takes a page that is zero but for its last byte for zero": (c) =>
    packetsOf(c).some((p) =>
      p.normal.some(({ fill }) => fill.kind === "byte" && fill.at === c.pageSize - 1)
    ),
  "puts data in the order of offsets": (c) =>
    packetsOf(c).some((p) => p.normal.some((n, i) => i > 0 && n.offset < p.normal[i - 1].offset)),
  "mixes up normal and zero pages in one packet": (c) =>
    packetsOf(c).some((p) => p.normal.length > 0 && p.zero.length > 0),
  "leaves a page that was normal when it comes back zero": (c) => {
    const written = new Set<string>();
    for (const p of packetsOf(c)) {
      if (p.zero.some((o) => written.has(`${p.ramblock}\0${o}`))) return true;
      for (const { offset } of p.normal) written.add(`${p.ramblock}\0${offset}`);
    }
    return false;
  },
  "reads stale offsets": (c) => packetsOf(c).some((p) => p.stale !== undefined),
};

for (const [fault, fails] of Object.entries(FAULTS)) {
  test(`a receiver that ${fault} is shown by two pages at most`, () => {
    for (const seed of [1, 2, 3]) {
      let attempts = 0;
      const run = fc.check(
        fc.property(validSession(SHAPE, { prefill: "untouched" }), (c) => {
          attempts++;
          return !fails(c);
        }),
        { seed, numRuns: 3000 },
      );
      assert(run.failed, "never drawn");
      const pages = pagesIn(run.counterexample![0]);
      assert(pages <= 2, `${pages} pages`);
      assert(attempts - run.numRuns < 200, `${attempts - run.numRuns} attempts to shrink`);
    }
  });
}

test("a packet must be full for a receiver that fails on full packets alone, and then nothing else is left", () => {
  const run = fc.check(
    fc.property(validSession(SHAPE), (c) => !packetsOf(c).some((p) => pagesOf(p) === 128)),
    { seed: 1, numRuns: 3000 },
  );
  assert(run.failed);
  const [c] = run.counterexample!;
  assert(c.steps.length === 1 && pagesIn(c) === 128);
});

function packetsOf(c: ReceiverCase): PacketSpec[] {
  return c.steps.flatMap((s) => s.kind === "packet" ? [s.packet] : []);
}

function pagesOf({ normal, zero }: PacketSpec): number {
  return normal.length + zero.length;
}

function pagesIn(c: ReceiverCase): number {
  return c.steps.reduce(
    (sum, s) => sum + (s.kind === "packet" ? pagesOf(s.packet) : s.kind === "zero" ? 1 : 0),
    0,
  );
}

function lastPage(c: ReceiverCase, { ramblock }: PacketSpec): bigint {
  const usedLength = c.blocks.find((b) => b.name === ramblock)?.usedLength ?? 0;
  return BigInt(Math.floor(usedLength / c.pageSize) * c.pageSize - c.pageSize);
}
