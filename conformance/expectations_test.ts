import { assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { expectationFor, parseExpectations } from "./expectations.ts";
import { UsageError } from "./usage-error.ts";

const TEXT = `
# what is known
SND-08   zlib,zstd          fail   # the header is never put out
RCV-*    none               warn   # all of it # and more
SND-21   none/multifd       fail
`;

const result = (id: string, method: string, detection?: string) => ({ id, method, detection });

test("a line is found by check, method and detection", () => {
  const lines = parseExpectations(TEXT, "known.txt");
  const lineOf = (r: ReturnType<typeof result>) => expectationFor(lines, r)?.line;
  assertEquals(lineOf(result("SND-08", "zlib", "multifd")), 3);
  assertEquals(lineOf(result("SND-08", "none", "multifd")), undefined);
  assertEquals(lineOf(result("RCV-05/wrap", "none")), 4);
  assertEquals(lineOf(result("RCV-05", "zlib")), undefined);
  assertEquals(lineOf(result("SND-21", "none", "multifd")), 5);
  assertEquals(lineOf(result("SND-21", "none", "legacy")), undefined);
});

test("a line holds for the check of its name alone, with a star for all that begin so", () => {
  const lines = parseExpectations("SND-08 * fail # why\nSND-09* * fail # why", "known.txt");
  assertEquals(expectationFor(lines, result("SND-08", "zstd", "none"))?.line, 1);
  assertEquals(expectationFor(lines, result("SND-08/next", "zstd", "none"))?.line, undefined);
  assertEquals(expectationFor(lines, result("SND-09/next", "zstd", "none"))?.line, 2);
});

test("a slash with nothing behind it is the receiver alone", () => {
  const lines = parseExpectations("LAY-01 zlib/ fail # why", "known.txt");
  assertEquals(expectationFor(lines, result("LAY-01", "zlib"))?.line, 1);
  assertEquals(expectationFor(lines, result("LAY-01", "zlib", "multifd")), undefined);
});

test("the reason is all of the comment", () => {
  assertEquals(parseExpectations(TEXT, "known.txt")[1].reason, "all of it # and more");
});

test("a broken line is refused with the file and its number", () => {
  assertThrows(() => parseExpectations("\nSND-08 zlib", "a.txt"), UsageError, "a.txt:2: expected");
  assertThrows(() => parseExpectations("SND-08 zlib fail now", "a.txt"), UsageError, "a.txt:1:");
  assertThrows(
    () => parseExpectations("SND-08 zlib pass", "a.txt"),
    UsageError,
    `a.txt:1: the verdict is fail or warn, not "pass"`,
  );
});
