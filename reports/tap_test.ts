import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { Parser } from "tap-parser";
import { tapReport } from "./tap.ts";
import {
  receiverCounterexample,
  sampleReport,
  sampleResult,
  sampleTarget,
} from "./testing/sample-report.ts";

interface Point {
  ok: boolean;
  name: string;
  todo: unknown;
  skip: unknown;
  diag: Record<string, string> | null;
}

/** What somebody else's parser reads: a list of points a target, and what it made of the whole. */
function parse(text: string) {
  const subtests: { name: string; points: Point[] }[] = [];
  const extra: string[] = [];
  const parser = new Parser({ strict: true });
  parser.on("extra", (line: string) => extra.push(line));
  parser.on("child", (child: Parser) => {
    const points: Point[] = [];
    subtests.push({ name: child.name, points });
    child.on("assert", (point: Point) => points.push(point));
    child.on("extra", (line: string) => extra.push(line));
  });
  parser.end(text);
  const { count, pass, fail, bailedOut: bailout } = parser;
  const failures = parser.failures.filter((f) => !("name" in f));
  return { subtests, extra, whole: { count, pass, fail, bailout, failures } };
}

test("a TAP parser reads a subtest a target and a point a result, and nothing is left over", () => {
  const { subtests, extra, whole } = parse(tapReport(sampleReport()));
  assertEquals(subtests.map((s) => [s.name, s.points.length]), [
    ["reference 1.0, profile patch", 4],
    ["patch-v6 1.0, profile patch", 7],
  ]);
  assertEquals(extra, []);
  assertEquals(whole, { count: 2, pass: 1, fail: 1, bailout: false, failures: [] });
});

test("failures, unexpected passes and errors are not ok; expected failures are TODO", () => {
  const { subtests: [, { points }] } = parse(tapReport(sampleReport()));
  assertEquals(
    points.map((p) => [p.name.split(" ")[0], p.ok, p.todo]),
    [
      ["RCV-05", false, false],
      ["RCV-05", false, false],
      ["SND-08", false, "the header is never sent"],
      ["SND-21", false, false],
      ["RCV-43", true, false],
      ["RCV-38", false, false],
      ["RCV-01", true, false],
    ],
  );
  const { subtests: [{ points: others }] } = parse(tapReport(sampleReport()));
  assertEquals(others[3].skip, "the target does not show: blocks");
});

test("strict makes a warning not ok", () => {
  const { subtests: [, { points }] } = parse(tapReport(sampleReport(), { strict: true }));
  assertEquals(points[4].ok, false);
});

test("the diagnostic is YAML with what was seen, the bytes and the replay command", () => {
  const { subtests: [, { points }] } = parse(tapReport(sampleReport()));
  const { verdict, observed, case: packet, replay } = points[0].diag!;
  assertEquals([verdict, observed], ["fail", "accepted"]);
  assertStringIncludes(packet, ">     32  00 00 00 01");
  assertStringIncludes(replay, "deno task replay");
});

test("a run that was stopped bails out", () => {
  const report = sampleReport();
  report.run.complete = false;
  assertStringIncludes(String(parse(tapReport(report)).whole.bailout), "not complete");
});

test("no word from outside adds a line, a directive or a point", () => {
  const bad = "x # TODO no\n1..9\nok 7 - y\n    not ok 8\\ # SKIP\nBail out! {\n---\n...\n\x1b[31m";
  const report = {
    ...sampleReport(),
    targets: [sampleTarget(bad, [
      sampleResult({ id: "RCV-38", verdict: "error", reason: bad, title: bad }),
      sampleResult({ id: "RCV-10", verdict: "skip", reason: bad }),
      sampleResult({
        id: "RCV-05",
        verdict: "fail",
        counterexample: { ...receiverCounterexample(), observed: bad, text: bad },
      }),
    ])],
  };
  const text = tapReport(report);
  const { subtests: [{ name, points }], extra, whole } = parse(text);
  assertEquals(points.map((p) => [p.ok, p.todo]), [[false, false], [true, false], [false, false]]);
  assert(points[0].name.includes("# TODO no / 1..9") && name.includes("# TODO no / 1..9"));
  assertEquals([extra, whole.count, whole.bailout], [[], 1, false]);
  assertStringIncludes(points[2].diag!.observed, "Bail out! {");
  assert(!text.includes("\x1b"));
});
