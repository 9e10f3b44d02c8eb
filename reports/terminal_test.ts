import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import process from "node:process";
import { test } from "node:test";
import type { Report } from "./model.ts";
import { COLOURS, paintFor } from "./paint.ts";
import { formatCounterexample, terminalReport } from "./terminal.ts";
import {
  receiverCounterexample,
  sampleReport,
  sampleResult,
  sampleTarget,
} from "./testing/sample-report.ts";

test("failures come first, then what else did not pass", () => {
  const text = terminalReport(sampleReport());
  const patch = text.slice(text.indexOf("patch-v6"));
  const order = ["fail  RCV-05", "xpass SND-21", "error RCV-38", "warn  RCV-43", "xfail SND-08"];
  assertEquals(
    order.map((line) => patch.indexOf(line)).toSorted((a, b) => a - b),
    order.map((l) => patch.indexOf(l)),
  );
  assert(order.every((line) => patch.includes(line)));
});

test("one check that fails with two methods is one line and one packet", () => {
  const text = terminalReport(sampleReport());
  assertEquals(text.match(/^fail {2}RCV-05/gm)?.length, 1);
  assertStringIncludes(text, "fail  RCV-05         none, zlib: the rule of RCV-05");
});

test("a failure shows the field at fault, expected, observed and the replay command", () => {
  const text = formatCounterexample(receiverCounterexample());
  assertMatch(text, /^> +32 {2}00 00 00 01 +zeroPages +1$/m);
  assertMatch(text, /^ +16 {2}00 00 00 01 +normalPages +1$/m);
  assertMatch(text, /^expected {2}rejected: 2 pages/m);
  assertMatch(text, /^observed {2}accepted$/m);
  assertMatch(text, /^replay +deno task replay /m);
});

test("every requirement is listed under its worst verdict", () => {
  const text = terminalReport({
    ...sampleReport(),
    targets: [sampleTarget("t", [
      sampleResult({ id: "RCV-01", verdict: "pass" }),
      sampleResult({ id: "RCV-01/zlib", verdict: "skip", reason: "no zlib" }),
      sampleResult({ id: "RCV-02", verdict: "skip", reason: "no zlib" }),
    ])],
  });
  assertMatch(text, /^pass \(1\) +RCV-01$/m);
  assertMatch(text, /^skip \(1\) +RCV-02$/m);
});

test("passes are counted alone, and expected failures told without their bytes", () => {
  const text = terminalReport(sampleReport());
  assert(!text.includes("pass  RCV-01"));
  assertEquals(text.match(/packetNum/g)?.length, 2);
});

test("the last line says whether it conforms, and how to run it again", () => {
  assertMatch(terminalReport(sampleReport()), /^Does not conform\. seed 42, 12\.3 s\n$/m);
  const good = { ...sampleReport(), targets: [sampleReport().targets[0]] };
  assertMatch(terminalReport(good), /^Conforms.* seed 42/m);
  const error: Report = {
    ...good,
    targets: [
      sampleTarget("t", [sampleResult({ id: "RCV-38", verdict: "error", reason: "gone" })]),
    ],
  };
  assertMatch(terminalReport(error), /^Not everything could be judged\./m);
});

test("a line says what to do about new failures, and one about listed checks that pass", () => {
  const text = terminalReport(sampleReport());
  assertMatch(text, /^1 not listed: fix it, or list it/m);
  assertMatch(text, /^1 listed but passing: remove the lines/m);
  assertMatch(terminalReport(sampleReport(), { strict: true }), /^2 not listed/m);
  const good = terminalReport({ ...sampleReport(), targets: [sampleReport().targets[0]] });
  assert(!/listed/.test(good));
});

test("no control character of a target reaches the terminal", () => {
  const report = sampleReport();
  report.targets[1].name = "\x1b[2Jevil\r";
  report.targets[1].results[0].counterexample!.text = "\x1b]0;title\x07\u202e";
  report.targets[1].results[0].id = "\x1b[31m";
  // deno-lint-ignore no-control-regex
  assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]/.test(terminalReport(report)));
});

test("colours are used on a terminal only, and NO_COLOR switches them off", () => {
  const before = { NO_COLOR: process.env.NO_COLOR, TERM: process.env.TERM };
  try {
    delete process.env.NO_COLOR;
    process.env.TERM = "xterm";
    assertEquals(paintFor({ isTTY: true })("red", "x"), "\x1b[31mx\x1b[39m");
    assertEquals(paintFor({ isTTY: false })("red", "x"), "x");
    process.env.NO_COLOR = "1";
    assertEquals(paintFor({ isTTY: true })("red", "x"), "x");
  } finally {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
});

test("without colours the text is the same", () => {
  const painted = terminalReport(sampleReport(), { paint: COLOURS });
  assert(painted.includes("\x1b["));
  // deno-lint-ignore no-control-regex
  assertEquals(painted.replace(/\x1b\[[0-9;]*m/g, ""), terminalReport(sampleReport()));
});
