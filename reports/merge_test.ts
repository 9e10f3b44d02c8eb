import { assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { mergeReports, type ReportFile } from "./merge.ts";
import { AS_THE_RULE_SAYS, type Report, type Result } from "./model.ts";
import { ReportError } from "./report-error.ts";
import {
  receiverCounterexample,
  sampleReport,
  sampleResult,
  sampleTarget,
} from "./testing/sample-report.ts";

/** A report of one target and one result. */
function shard(
  name: string | null,
  result: Partial<Result> & Pick<Result, "verdict">,
  change: (report: Report) => void = () => {},
): ReportFile {
  const sample = sampleReport();
  const report = {
    ...sample,
    run: { ...sample.run, shard: name },
    targets: [sampleTarget("t", [sampleResult({ id: "RCV-05", runs: 10, ...result })])],
  };
  change(report);
  return { file: `${name ?? "whole"}.json`, report };
}

function joined(...results: (Partial<Result> & Pick<Result, "verdict">)[]): Result {
  const parts = results.map((r, i) => shard(`${i + 1}/${results.length}`, r));
  const { targets: [{ summary, results: [result] }] } = mergeReports(parts);
  assertEquals(summary[result.verdict], 1);
  return result;
}

const failed = (runs: number) => ({
  verdict: "fail" as const,
  runs,
  counterexample: { ...receiverCounterexample(), pages: runs },
});

test("runs, classes and times of passing shards are added up", () => {
  const { runs, classes, durationMs } = joined(
    { verdict: "pass", runs: 3, classes: { a: 1, b: 2 }, durationMs: 1.5 },
    { verdict: "pass", runs: 4, classes: { b: 5 }, durationMs: 2 },
  );
  assertEquals([runs, classes, durationMs], [7, { a: 1, b: 7 }, 3.5]);
});

test("the first failing case of all shards is the one shown", () => {
  const pass = { verdict: "pass", runs: 50 } as const;
  const { verdict, runs, counterexample } = joined(pass, failed(9), failed(4), failed(7));
  assertEquals([verdict, runs, counterexample!.pages], ["fail", 4, 4]);
});

test("a failure counts more than an error, an error more than a pass, a pass more than a skip", () => {
  const error = { verdict: "error", reason: "gone", runs: 1 } as const;
  const skip = { verdict: "skip", reason: "no case", runs: 0 } as const;
  const pass = { verdict: "pass", runs: 5 } as const;
  assertEquals(joined(pass, error, failed(2)).verdict, "fail");
  assertEquals(joined(pass, error, skip).verdict, "error");
  assertEquals(joined(skip, pass).verdict, "pass");
  assertEquals(joined(skip, skip).verdict, "skip");
});

test("an info tells what the first case showed, if any showed more than the rule", () => {
  const info = (reason: string, runs: number) => ({ verdict: "info" as const, reason, runs });
  const [plain, late, early] = [info(AS_THE_RULE_SAYS, 3), info("late", 8), info("early", 2)];
  assertEquals(joined(plain, late, early).reason, "early");
  const { reason, runs } = joined(plain, plain);
  assertEquals([reason, runs], [AS_THE_RULE_SAYS, 6]);
});

test("a listed check is an unexpected pass only when it passes in every shard", () => {
  const pass = { verdict: "pass", listed: "remove line 3" } as const;
  const { verdict, reason, listed } = joined(pass, pass);
  assertEquals([verdict, reason, listed], ["xpass", "remove line 3", undefined]);
  assertEquals(joined(pass, { ...failed(2), verdict: "xfail" }).verdict, "xfail");
});

test("whole reports of several targets stand one after the other", () => {
  const other = shard(null, failed(1), (r) => r.targets[0].name = "u");
  const report = mergeReports([shard(null, { verdict: "pass" }), other]);
  assertEquals(report.targets.map((t) => [t.name, t.summary.fail]), [["t", 0], ["u", 1]]);
});

test("the run lasts from the first start to the last end, and is complete when all are", () => {
  const at = (startedAt: string, durationMs: number, complete = true) => (r: Report) =>
    Object.assign(r.run, { startedAt, durationMs, complete });
  const pass = { verdict: "pass" } as const;
  const { run } = mergeReports([
    shard("2/2", pass, at("2026-01-02T00:00:05.000Z", 1000)),
    shard("1/2", pass, at("2026-01-02T00:00:01.000Z", 2000, false)),
  ]);
  assertEquals(run, {
    ...sampleReport().run,
    startedAt: "2026-01-02T00:00:01.000Z",
    durationMs: 5000,
    complete: false,
  });
});

const PASS = { verdict: "pass" } as const;

/** What does not belong together, and what is said of it. */
const REFUSED: Record<string, [ReportFile[], RegExp]> = {
  "no report at all": [[], /no report/],
  "another seed": [
    [shard("1/2", PASS), shard("2/2", PASS, (r) => r.run.seed = 7)],
    /^2\/2\.json: run\.seed: 7, but 42 in 1\/2\.json/,
  ],
  "another profile": [
    [shard("1/2", PASS), shard("2/2", PASS, (r) => r.run.profile = "qemu-7.2")],
    /run\.profile: qemu-7\.2/,
  ],
  "another number of runs": [
    [shard("1/2", PASS), shard("2/2", PASS, (r) => r.run.runs = 7)],
    /run\.runs: 7/,
  ],
  "another version of the suite": [
    [shard("1/2", PASS), shard("2/2", PASS, (r) => r.tool.version = "9")],
    /tool\.version: 9/,
  ],
  "another version of the target": [
    [shard("1/2", PASS), shard("2/2", PASS, (r) => r.targets[0].version = "9")],
    /target t: version: 9/,
  ],
  "a missing shard": [
    [shard("1/4", PASS), shard("3/4", PASS)],
    /target t: no report of shard 2\/4, 4\/4/,
  ],
  "many missing shards": [
    [shard("1/9000", PASS), shard("3/9000", PASS)],
    /no report of shard 2\/9000, 4\/9000, 5\/9000, 6\/9000, 7\/9000 and 8993 more/,
  ],
  "a shard that there is not": [
    [shard("1/2", PASS), shard("3/2", PASS)],
    /3\/2\.json: run\.shard: there is no 3\/2/,
  ],
  "a shard twice": [
    [shard("1/2", PASS), shard("2/2", PASS), shard("2/2", PASS)],
    /2\/2\.json: shard 2\/2 of target t is in 2\/2\.json too/,
  ],
  "a target twice": [
    [shard(null, PASS), shard(null, PASS)],
    /whole\.json: target t is in whole\.json too/,
  ],
  "shards of different cuts": [
    [shard("1/2", PASS), shard("2/3", PASS)],
    /target t: shards: 3, but 2/,
  ],
  "a shard and a whole run": [
    [shard("1/2", PASS), shard(null, PASS)],
    /target t: shards: 1, but 2/,
  ],
};

for (const [name, [parts, message]] of Object.entries(REFUSED)) {
  test(`${name} is refused, and the message says where`, () => {
    const error = assertThrows(() => mergeReports(parts), ReportError);
    assertEquals(message.test(error.message), true, error.message);
  });
}
