import { assertEquals } from "@std/assert";
import { test } from "node:test";
import type { Verdict } from "./model.ts";
import { VERDICTS } from "./model.ts";
import { BY_WEIGHT, conforms, countsInWords, summarise, worst } from "./summary.ts";
import { sampleReport, sampleResult, sampleTarget } from "./testing/sample-report.ts";

function reportWith(verdict: Verdict) {
  return {
    ...sampleReport(),
    targets: [sampleTarget("t", [
      sampleResult({ id: "RCV-01", verdict: "pass" }),
      sampleResult({ id: "RCV-02", verdict, reason: "for the test" }),
    ])],
  };
}

test("only fail and xpass keep a report from conforming; warn as well when strict", () => {
  const failing = (strict: boolean) => VERDICTS.filter((v) => !conforms(reportWith(v), { strict }));
  assertEquals(failing(false), ["fail", "xpass"]);
  assertEquals(failing(true), ["fail", "warn", "xpass"]);
});

test("every verdict has a weight", () => {
  assertEquals(BY_WEIGHT.toSorted(), VERDICTS.toSorted());
});

test("a requirement is skipped only when all of it is", () => {
  assertEquals(worst(["skip", "pass"]), "pass");
  assertEquals(worst(["pass", "xfail", "fail"]), "fail");
  assertEquals(worst([]), undefined);
});

test("counts name every verdict; in words only those that occur", () => {
  const summary = summarise(sampleReport().targets[1].results);
  assertEquals(Object.values(summary).reduce((a, b) => a + b), 7);
  assertEquals(countsInWords(summary), "2 fail, 1 xpass, 1 error, 1 warn, 1 xfail, 1 pass");
});
