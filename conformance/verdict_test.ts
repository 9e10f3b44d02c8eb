import { assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { verdictOf } from "./verdict.ts";

const PROBLEM = { expected: "rejected", observed: "accepted" };
const LISTED = {
  check: "RCV-05",
  method: "*",
  detection: "*",
  verdict: "fail" as const,
  reason: "known",
  line: 7,
};

test("a broken MUST fails, a broken SHOULD warns, INFO tells what was seen", () => {
  assertEquals(verdictOf("MUST", 1, PROBLEM, undefined, undefined).verdict, "fail");
  assertEquals(verdictOf("SHOULD", 1, PROBLEM, undefined, undefined).verdict, "warn");
  const info = verdictOf("INFO", 1, PROBLEM, undefined, undefined);
  assertEquals(info, { verdict: "info", reason: "accepted (the rule: rejected)" });
  assertEquals(verdictOf("MUST", 1, undefined, undefined, undefined), { verdict: "pass" });
});

test("what is listed is expected to fail, and a listed pass is an unexpected one", () => {
  assertEquals(verdictOf("MUST", 1, PROBLEM, undefined, LISTED), {
    verdict: "xfail",
    reason: "known",
  });
  const passes = verdictOf("MUST", 1, undefined, undefined, LISTED);
  assertEquals(passes.verdict, "xpass");
  assertStringIncludes(passes.reason!, "line 7");
});

test("a shard leaves it to the others whether a listed check passes", () => {
  const passes = verdictOf("MUST", 1, undefined, undefined, LISTED, true);
  assertEquals(passes.verdict, "pass");
  assertStringIncludes(passes.listed!, "line 7");
  assertEquals(verdictOf("MUST", 1, PROBLEM, undefined, LISTED, true).verdict, "xfail");
});

test("what is listed as a warning may not become a failure", () => {
  const listed = { ...LISTED, verdict: "warn" as const };
  assertEquals(verdictOf("SHOULD", 1, PROBLEM, undefined, listed).verdict, "xfail");
  assertEquals(verdictOf("MUST", 1, PROBLEM, undefined, listed).verdict, "fail");
});

test("nothing that was run is a skip with a reason, never a pass", () => {
  const skipped = verdictOf("MUST", 0, undefined, undefined, undefined);
  assertEquals(skipped.verdict, "skip");
  assertEquals(skipped.reason !== undefined, true);
});

test("an error is an error, listed or not", () => {
  assertEquals(verdictOf("MUST", 3, PROBLEM, "broken", LISTED), {
    verdict: "error",
    reason: "broken",
  });
});
