import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { sampleReport, sampleResult, sampleTarget } from "../testing/sample-report.ts";
import { siteOf } from "./site.ts";

function siteWith(...names: string[]) {
  const error = sampleResult({ id: "RCV-01", verdict: "error", reason: "gone" });
  const targets = names.map((name) => sampleTarget(name, [error]));
  return siteOf({ ...sampleReport(), targets }, false);
}

test("folders are left out of a target's label where it is clear without", () => {
  const labels = (...names: string[]) => siteWith(...names).targets.map((t) => t.label);
  assertEquals(labels("capture:captures/qemu-7.2", "patch-v6"), ["qemu-7.2", "patch-v6"]);
  assertEquals(labels("capture:a/x", "capture:b/x", "c/"), ["capture:a/x", "capture:b/x", "c/"]);
});

test("addresses are words, and each is another, whatever the targets are called", () => {
  const pages = siteWith("a b", "a/b", "a-b", "é", "ü").failures.map((f) => f.page);
  assertEquals(pages, [
    "a-b-RCV-01-none",
    "b-RCV-01-none",
    "a-b-RCV-01-none-2",
    "RCV-01-none",
    "RCV-01-none-2",
  ]);
});
