import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "node:test";
import type { ReceiverCase } from "../generators/case.ts";
import { canShareSession } from "../generators/wire.ts";
import { type MethodName, METHODS } from "../protocol/flags.ts";
import { caseToJson } from "../generators/case-json.ts";
import { racesIn } from "../generators/testing/races.ts";
import type { CaseSource, ReceiverShape } from "./check.ts";
import { RECEIVER_CHECKS } from "./checks/receiver.ts";
import type { ReceiverSight } from "./target.ts";

const EVERYTHING: ReadonlySet<ReceiverSight> = new Set<ReceiverSight>([
  "ram",
  "counters",
  "trace",
  "writes",
  "prefill",
  "blocks",
  "main",
  "greeting",
  "checkpoint",
]);
const SOURCES: readonly CaseSource[] = [
  ...new Map(RECEIVER_CHECKS.map(({ cases }) => [cases.name, cases])).values(),
];

function shapeOf(method: MethodName, more: Partial<ReceiverShape> = {}): ReceiverShape {
  const shape = { method, layout: "patch", pageSizes: [4096, 1024], maxChannels: 4 } as const;
  return { ...shape, shows: EVERYTHING, ...more };
}

/** All fixed cases and some drawn ones of every source. */
function* casesOf(shape: ReceiverShape): Iterable<[CaseSource, ReceiverCase[]]> {
  for (const source of SOURCES) {
    const { fixed = [], drawn } = source.stimulus(shape);
    yield [source, [...fixed, ...(drawn ? fc.sample(drawn, { seed: 3, numRuns: 15 }) : [])]];
  }
}

test("cases that are to share a session can", () => {
  for (const method of METHODS) {
    for (const [source, cases] of casesOf(shapeOf(method))) {
      if (source.batch) assert(cases.every(canShareSession), `${source.name} ${method}`);
    }
  }
});

test("no page is on two streams between two SYNC points: what it would hold is nobody's fault", () => {
  for (const method of METHODS) {
    for (const [source, cases] of casesOf(shapeOf(method))) {
      for (const c of cases) assertEquals(racesIn(c), [], source.name);
    }
  }
});

test("a target that has one block, and takes neither greetings nor words on the main channel, is given none", () => {
  const blocks = [{ name: "ram", usedLength: 1 << 20 }];
  const shows = new Set<ReceiverSight>(["ram"]);
  const shape = shapeOf("zlib", { blocks, shows, maxChannels: 2, pageSizes: [4096] });
  let seen = 0;
  for (const [{ name }, cases] of casesOf(shape)) {
    for (const c of cases) {
      seen++;
      assertEquals(c.blocks.map((b) => [b.name, b.usedLength, b.pages.length]), [
        ["ram", 1 << 20, 0],
      ], name);
      const kinds = new Set(c.steps.map((step) => step.kind));
      for (const kind of ["greeting", "sync", "barrier", "zero"] as const) {
        assert(!kinds.has(kind), `${name}: ${kind}`);
      }
      assert(c.channels <= 2, name);
    }
  }
  assert(seen > 500, `${seen} cases`);
});

test("a receiver from before the patch is sent zero pages only to see them lost", () => {
  const shape = shapeOf("none", { layout: "before-patch" });
  let seen = 0;
  for (const [{ name }, cases] of casesOf(shape)) {
    if (name === "zero-to-old-receiver") continue;
    for (const c of cases) {
      seen++;
      for (const step of c.steps) {
        if (step.kind !== "packet") continue;
        assertEquals([step.packet.zero.length, step.packet.fields?.zeroPages ?? 0], [0, 0], name);
      }
    }
  }
  assert(seen > 500, `${seen} cases`);
});

test("where a case costs a process there are few fixed ones but for the bounds of counts and offsets", () => {
  for (const [source, cases] of casesOf(shapeOf("zstd", { costly: true }))) {
    if (!source.batch) assert(cases.length <= 40, `${source.name}: ${cases.length}`);
  }
  const all = [...casesOf(shapeOf("none", { costly: true }))];
  const alone = all.filter(([s]) => !s.batch).reduce((sum, [, cases]) => sum + cases.length, 0);
  assert(alone < 1000, `${alone} processes`);
});

test("every boundary value of the counts and every boundary offset is tried", () => {
  const fixed = [...casesOf(shapeOf("none"))].flatMap(([, cases]) => cases);
  const count = (name: string) => fixed.filter((c) => c.classes.includes(name)).length;
  assert(count("boundary-counts") > 200, `${count("boundary-counts")}`);
  assert(count("boundary-offsets") > 150, `${count("boundary-offsets")}`);
  assert(count("every-order") > 250, `${count("every-order")}`);
  assert(count("truncations") > 500, `${count("truncations")}`);
});

test("sources of one name, whose runs are shared, have the same cases", () => {
  const byName = Map.groupBy(RECEIVER_CHECKS, ({ cases }) => cases.name);
  for (const [name, checks] of byName) {
    for (const method of METHODS) {
      const shape = shapeOf(method);
      const [first, ...others] = checks.map(({ cases }) => ({
        batch: cases.batch === true,
        fixed: (cases.stimulus(shape).fixed ?? []).map(caseToJson),
      }));
      for (const other of others) assertEquals(other, first, name);
    }
  }
});
