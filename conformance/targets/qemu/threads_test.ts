import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import process from "node:process";
import { test } from "node:test";
import { readThreads } from "./threads.ts";

/** Deno has /proc closed without --allow-all. */
function isClosed(): boolean {
  try {
    readThreads(process.pid);
    return false;
  } catch {
    return true;
  }
}

test("every thread of this program is a schedstat and a stat, where /proc is open to it", () => {
  if (isClosed()) return void assertThrows(() => readThreads(process.pid), Error, "/proc");
  assertMatch(readThreads(process.pid), /^(\d+ \d+ \d+;\d+ \(.*?\) [RSD] [^|]*\|)+$/);
});

test("a process that is not there has no threads", () => {
  if (!isClosed()) assertEquals(readThreads(2 ** 22 + 1), "");
});
