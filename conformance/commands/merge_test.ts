import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { mergeReports } from "../../reports/merge.ts";
import type { Report, Verdict } from "../../reports/model.ts";
import { parseExpectations } from "../expectations.ts";
import type { RunOptions } from "../run-options.ts";
import { run } from "../runner.ts";
import type { Target } from "../target.ts";
import { openPatchV6Target } from "../targets/patch-v6/target.ts";
import { openReferenceTarget } from "../targets/reference.ts";

/** The report of the whole run, and that of its shards merged; both without times. */
async function bothWays(
  target: Target,
  options: RunOptions,
  count: number,
): Promise<[whole: Report, merged: Report]> {
  const shards: { file: string; report: Report }[] = [];
  for (let index = 1; index <= count; index++) {
    const report = await run([target], { ...options, shard: { index, count } });
    shards.push({ file: `${index}.json`, report });
  }
  return [timeless(await run([target], options)), timeless(mergeReports(shards))];
}

function timeless(report: Report): Report {
  const isTime = (key: string) => key === "durationMs" || key === "startedAt";
  return JSON.parse(JSON.stringify(report, (key, value) => isTime(key) ? undefined : value));
}

/** What the patch breaks, listed or not, and what it does not. */
const CHECKS: readonly [only: string, verdict: Verdict][] = [
  ["RCV-10", "fail"],
  ["RCV-11", "info"],
  ["RCV-13", "pass"],
  ["RCV-21", "xfail"],
  ["RCV-24", "xpass"],
  ["RCV-43", "warn"],
  ["SND-08", "fail"],
];
const LISTED = "RCV-21 zlib fail # known\nRCV-24 * fail # is right";

for (const [only, verdict] of CHECKS) {
  test(`eight shards of ${only} (${verdict}) merged equal the whole run`, async () => {
    const options = {
      seed: 3,
      runs: 9,
      only: [only],
      methods: ["zlib"] as const,
      expectations: () => parseExpectations(LISTED, "listed.txt"),
    };
    const [whole, merged] = await bothWays(openPatchV6Target(), options, 8);
    assertEquals(merged, whole);
    assert(merged.targets[0].summary[verdict] > 0);
  });
}

test("a shard does not call a listed check's pass unexpected, the merged report does", async () => {
  const expectations = parseExpectations("RCV-01 * fail # is right", "x");
  const options = {
    seed: 1,
    runs: 4,
    only: ["RCV-01"],
    methods: ["none"] as const,
    expectations: () => expectations,
  };
  const shard = { ...options, shard: { index: 1, count: 2 } };
  const [part] = (await run([openReferenceTarget()], shard)).targets[0].results;
  assertEquals(part.verdict, "pass");
  const [, merged] = await bothWays(openReferenceTarget(), options, 2);
  assertEquals(merged.targets[0].results[0].verdict, "xpass");
});
