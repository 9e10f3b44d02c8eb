import { assert, assertEquals, assertMatch } from "@std/assert";
import { test } from "node:test";
import { diffJson, diffReports, diffText, gotWorse, type TargetDiff } from "./diff.ts";
import type { Level, Report, Verdict } from "./model.ts";
import {
  receiverCounterexample,
  sampleReport,
  sampleResult,
  sampleTarget,
} from "./testing/sample-report.ts";

function reportOf(name: string, verdicts: Record<string, Verdict>, level: Level = "MUST"): Report {
  const results = Object.entries(verdicts).map(([id, verdict]) =>
    sampleResult({
      id,
      verdict,
      level,
      reason: "why",
      ...(["fail", "warn", "xfail"].includes(verdict) &&
        { counterexample: { ...receiverCounterexample(), observed: "accepted\x1b[31m" } }),
    })
  );
  return { ...sampleReport(), targets: [sampleTarget(name, results)] };
}

/** The kind of the change from one verdict to another. */
function kind(old: Verdict, now: Verdict, level: Level = "MUST"): string | undefined {
  const before = reportOf("t", { "RCV-05": old }, level);
  const [diff] = diffReports(before, reportOf("t", { "RCV-05": now }, level));
  const kinds = ["worse", "fixed", "other", "added", "removed"] as const;
  return kinds.find((k) => diff[k].length > 0);
}

test("a rule that is broken now and was not is worse, listed or not", () => {
  for (const now of ["fail", "xfail", "warn", "error"] as const) {
    for (const old of ["pass", "xpass", "skip", "info"] as const) {
      assertEquals(kind(old, now), "worse", `${old} → ${now}`);
    }
  }
  assertEquals(kind("warn", "fail"), "worse");
});

test("a rule that is kept now and was broken is fixed, but not when it is only skipped", () => {
  for (const old of ["fail", "xfail", "warn", "error"] as const) {
    assertEquals(kind(old, "pass"), "fixed");
    assertEquals(kind(old, "xpass"), "fixed");
    assertEquals(kind(old, "skip"), "other");
  }
});

test("what is broken as before is neither worse nor fixed, whether it is listed or not", () => {
  assertEquals(kind("fail", "xfail"), "other");
  assertEquals(kind("xfail", "fail"), "other");
  assertEquals(kind("warn", "xfail", "SHOULD"), "other");
  assertEquals(kind("xfail", "warn", "SHOULD"), "other");
  assertEquals(kind("pass", "skip"), "other");
  assertEquals(kind("fail", "fail"), undefined);
});

test("checks that only one report has are neither worse nor fixed", () => {
  const before = reportOf("t", { "RCV-01": "pass", "RCV-02": "fail", "RCV-04": "skip" });
  const diffs = diffReports(before, reportOf("t", { "RCV-01": "pass", "RCV-03": "fail" }));
  const ids = (list: TargetDiff["added"]) => list.map((c) => (c.new ?? c.old)!.id);
  assertEquals([ids(diffs[0].added), ids(diffs[0].removed)], [["RCV-03"], ["RCV-02"]]);
  assertEquals(gotWorse(diffs), false);
});

test("two reports of one target each are compared whatever the targets are called", () => {
  const diffs = diffReports(
    reportOf("qemu:10.0", { "RCV-05": "pass" }),
    reportOf("qemu:11.1", { "RCV-05": "fail" }),
  );
  assertEquals(gotWorse(diffs), true);
  assertMatch(diffText(diffs), /^qemu:10\.0 1\.0 → qemu:11\.1 1\.0$/m);
});

test("of several targets each is compared with the one of its name", () => {
  const [a, b] = [reportOf("a", { "RCV-05": "pass" }), reportOf("b", { "RCV-05": "fail" })];
  const old = { ...a, targets: [...a.targets, ...b.targets] };
  const now = { ...a, targets: [...b.targets, ...reportOf("c", {}).targets] };
  const text = diffText(diffReports(old, now));
  assertMatch(
    text,
    /^b 1\.0\nno difference\nc 1\.0: not in the old report\na 1\.0: not in the new/,
  );
  assertEquals(gotWorse(diffReports(old, now)), false);
});

test("in text what got worse comes first, with what was seen; no control character is left", () => {
  const text = diffText(diffReports(
    reportOf("t", { "RCV-01": "fail", "RCV-02": "pass" }),
    reportOf("t", { "RCV-01": "pass", "RCV-02": "fail" }),
  ));
  assertMatch(text, /\nworse {3}pass → fail +RCV-02 +none: the rule of RCV-02 \(accepted\\x1b/);
  assertMatch(text, /\nfixed {3}fail → pass +RCV-01 .*\n1 got worse, 1 fixed\.\n$/);
  assert(!text.includes("\x1b"));
});

test("as JSON the results of both sides are there", () => {
  const diffs = diffReports(
    reportOf("t", { "RCV-01": "pass" }),
    reportOf("t", { "RCV-01": "fail" }),
  );
  const { worse, targets } = JSON.parse(diffJson(diffs));
  assertEquals(worse, true);
  assertEquals([targets[0].worse[0].old.verdict, targets[0].worse[0].new.verdict], [
    "pass",
    "fail",
  ]);
});
