import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "node:test";
import type { Result } from "../reports/model.ts";
import { campaign } from "./campaign.ts";
import type { ReceiverCheck } from "./check.ts";
import { run } from "./runner.ts";
import type { RunOptions } from "./run-options.ts";
import { openReferenceTarget } from "./targets/reference.ts";
import { caseOf, packet } from "./testing/cases.ts";

/** Fails for few of the cases that may be drawn: most seeds do not find it. */
const RARE: ReceiverCheck = {
  id: "RCV-01",
  requirements: ["RCV-01"],
  title: "few cases break it",
  role: "receiver",
  needs: [],
  methods: ["none"],
  cases: {
    name: "a page that holds a number",
    stimulus: () => ({
      drawn: fc.nat(40).map((n) => caseOf([packet(0, { 0: n })], { classes: [`page of ${n}`] })),
    }),
  },
  judge: ({ classes }) =>
    classes.includes("page of 40") ? { expected: "another number", observed: "40" } : undefined,
};

const NEVER: ReceiverCheck = {
  ...RARE,
  id: "RCV-02",
  requirements: ["RCV-02"],
  judge: () => undefined,
};

interface Options extends Partial<RunOptions> {
  seed: number;
  rounds: number;
}

/** A campaign whose time is up when so many seeds were run, and the next was begun. */
async function campaignOf({ rounds, ...options }: Options) {
  const seeds: number[] = [];
  const timeUp = new AbortController();
  const report = await campaign(
    [openReferenceTarget()],
    {
      only: [],
      runs: 4,
      checks: [RARE, NEVER],
      ...options,
      onTarget: (target, seed) => {
        options.onTarget?.(target, seed);
        seeds.push(seed);
        if (seeds.length > rounds) timeUp.abort();
      },
    },
    timeUp.signal,
  );
  return { seeds, report, results: report.targets[0].results };
}

/** The first seed of a campaign that finds the rare case in a later round than its first. */
async function lateSeed(): Promise<number> {
  for (let seed = 1; seed < 100; seed++) {
    const first = await run([openReferenceTarget()], { seed, only: [], runs: 4, checks: [RARE] });
    const { results: [rare] } = await campaignOf({ seed, rounds: 20, checks: [RARE] });
    if (first.targets[0].summary.fail === 0 && rare.verdict === "fail") return seed;
  }
  throw new Error("no seed");
}

test("a campaign finds what its first seed does not, and sums the runs of all seeds", async () => {
  const seed = await lateSeed();
  const { seeds, report, results: [rare, never] } = await campaignOf({ seed, rounds: 20 });
  assertEquals(seeds[0], seed);
  assertEquals(new Set(seeds).size, seeds.length);
  assertEquals([rare.verdict, never.verdict], ["fail", "pass"]);
  assert(never.runs === 80 && rare.runs < 80 && rare.runs > 4, `${never.runs}, ${rare.runs}`);
  assertEquals(report.targets[0].summary, { ...report.targets[0].summary, fail: 1, pass: 1 });
});

test("a campaign with the same first seed finds the same", async () => {
  const timeless = (results: Result[]) => results.map((r) => ({ ...r, durationMs: 0 }));
  const [a, b] = [
    await campaignOf({ seed: 5, rounds: 9 }),
    await campaignOf({ seed: 5, rounds: 9 }),
  ];
  assertEquals(a.seeds, b.seeds);
  assertEquals(timeless(a.results), timeless(b.results));
});

test("what was found is not looked for again", async () => {
  const judged: string[] = [];
  const always: ReceiverCheck = {
    ...RARE,
    judge: (c) => (judged.push(JSON.stringify(c.channels)), { expected: "no", observed: "yes" }),
  };
  const { results } = await campaignOf({ seed: 1, rounds: 3, checks: [always, NEVER] });
  const once = judged.length;
  assertEquals(results.map((r) => r.verdict), ["fail", "pass"]);
  await campaignOf({ seed: 1, rounds: 6, checks: [always, NEVER] });
  assertEquals(judged.length, 2 * once);
});

test("a campaign is complete when its time is up, unless not even one seed was run", async () => {
  const later = await campaignOf({ seed: 1, rounds: 3 });
  assertEquals([later.report.run.complete, later.report.targets[0].seeds], [true, 4]);
  const none = await campaignOf({ seed: 1, rounds: 0 });
  assertEquals([none.report.run.complete, none.report.targets[0].seeds], [false, 1]);
});

test("a campaign that is stopped keeps what was found and is not complete", async () => {
  const stop = new AbortController();
  const seed = await lateSeed();
  let begun = 0;
  const { report, seeds } = await campaignOf({
    seed,
    rounds: 50,
    signal: stop.signal,
    onTarget: () => ++begun > 20 && stop.abort(),
  });
  assertEquals([report.run.complete, seeds.length], [false, 21]);
  assertEquals(report.targets[0].summary.fail, 1);
});

test("a campaign stops at its first failure when it is told to", async () => {
  const seed = await lateSeed();
  const { seeds, report } = await campaignOf({ seed, rounds: 50, bail: true });
  assert(seeds.length > 1 && seeds.length < 50, `${seeds.length} seeds`);
  assertEquals([report.run.complete, report.targets[0].summary.fail], [false, 1]);
});
