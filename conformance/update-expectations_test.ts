import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "node:test";
import type { Level, Result, TargetReport } from "../reports/model.ts";
import {
  receiverCounterexample,
  sampleResult,
  sampleTarget,
} from "../reports/testing/sample-report.ts";
import { expectationFor, parseExpectations } from "./expectations.ts";
import { type Update, updateExpectations } from "./update-expectations.ts";
import { verdictOf } from "./verdict.ts";

/** Id, method, detection, and what the run saw of it: nothing (`skip`) or whether a rule is broken. */
type Seen = [id: string, mode: string, seen: "ok" | "broken" | "error" | "skip", level?: Level];

/** The target as the runner would have judged it by the lines of the file. */
function judged(text: string, all: readonly Seen[]): TargetReport {
  const expectations = parseExpectations(text, "known.txt");
  const results = all.map(([id, mode, seen, level = "MUST"]): Result => {
    const [method, detection] = mode.split("/");
    const blank = sampleResult({ id, method, detection, level, verdict: "pass" });
    const counterexample = {
      ...receiverCounterexample(),
      observed: "taken\n#1",
      expected: "refused",
    };
    return {
      ...blank,
      ...verdictOf(
        level,
        seen === "skip" ? 0 : 9,
        seen === "broken" ? counterexample : undefined,
        seen === "error" ? "gone" : undefined,
        expectationFor(expectations, blank),
      ),
      ...(seen === "broken" && { counterexample }),
    };
  });
  return sampleTarget("mine", results);
}

function updated(text: string, ...all: Seen[]): Update {
  return updateExpectations(text, "known.txt", judged(text, all));
}

test("comments, empty lines and lines that hold stay to the byte", () => {
  const text = "# one\n\n  RCV-05 *  fail # why # so\nRCV-43\tzlib,zstd warn#b\n# end\n";
  const { text: after, ...counts } = updated(
    text,
    ["RCV-05", "none", "broken"],
    ["RCV-05", "zlib", "error"],
    ["RCV-43", "zlib", "broken", "SHOULD"],
    ["RCV-43", "zstd", "skip", "SHOULD"],
  );
  assertEquals(after, text);
  assertEquals(counts, { added: 0, narrowed: 0, removed: 0 });
});

test("a line of which the run says nothing stays", () => {
  const text = "RCV-99 * fail # not run\nRCV-05 zstd fail # skipped\n";
  assertEquals(updated(text, ["RCV-05", "zstd", "skip"], ["RCV-05", "zlib", "ok"]).text, text);
});

test("a line goes when what it speaks of passes, its comments stay", () => {
  const { text, removed } = updated("# why\nRCV-05 * fail # x\n# more\n", ["RCV-05", "none", "ok"]);
  assertEquals([text, removed], ["# why\n# more\n", 1]);
});

test("a line that holds in part gives way to lines for the rest, with its reason", () => {
  const { text, narrowed } = updated(
    "# a\nRCV-0* * fail # x\n# b\n",
    ["RCV-05", "none", "broken"],
    ["RCV-05", "zlib", "ok"],
    ["RCV-05", "zstd", "error"],
    ["RCV-06", "none", "ok"],
    ["RCV-07", "none/legacy", "broken"],
  );
  assertEquals(text.split("\n").map((l) => l.split(/\s+/).join(" ")), [
    "# a",
    "RCV-05 none,zstd fail # x",
    "RCV-07 none/legacy fail # x",
    "# b",
    "",
  ]);
  assertEquals(narrowed, 1);
});

test("new failures come last, each with what was seen as its reason", () => {
  const { text, added } = updated(
    "RCV-05 none fail # x",
    ["RCV-05", "none", "broken"],
    ["RCV-21", "zlib", "broken"],
    ["RCV-21", "zstd", "broken"],
    ["RCV-43", "zlib", "broken", "SHOULD"],
    ["SND-08", "zlib/multifd", "broken"],
  );
  assertEquals(text.split("\n").map((l) => l.split(/\s+/).join(" ")), [
    "RCV-05 none fail # x",
    "RCV-21 zlib,zstd fail # taken / #1, not refused",
    "SND-08 zlib/multifd fail # taken / #1, not refused",
    "RCV-43 zlib warn # taken / #1, not refused",
    "",
  ]);
  assertEquals(added, 3);
});

test("a listed warning that is a failure now gets another line", () => {
  const { text } = updated("RCV-43 zlib warn # x", ["RCV-43", "zlib", "broken"]);
  assertEquals(text.split(/\s+/).slice(0, 3), ["RCV-43", "zlib", "fail"]);
});

test("a new file says what it is about", () => {
  const { text } = updated("", ["RCV-05", "none", "broken"]);
  assertEquals(text.split("\n")[0], "# What is known to be wrong with mine 1.0.");
  assertEquals(parseExpectations(text, "new.txt").length, 1);
});

test("judged by the updated file nothing is unexpected, and another update changes nothing", () => {
  const seen = fc.constantFrom("ok", "broken", "broken", "error", "skip");
  const mode = fc.constantFrom(
    "none",
    "zlib",
    "zstd",
    "none/legacy",
    "zlib/legacy",
    "zlib/multifd",
  );
  const id = fc.constantFrom("RCV-05", "RCV-05/wrap", "RCV-06", "SND-08");
  const results = fc.uniqueArray(fc.tuple(id, mode, seen), {
    selector: ([id, mode]) => `${id} ${mode}`,
    minLength: 1,
  }) as fc.Arbitrary<Seen[]>;
  const line = fc.tuple(
    fc.constantFrom("RCV-05", "RCV-*", "RCV-05*", "SND-08", "*"),
    fc.constantFrom("*", "none", "zlib,zstd", "z*/legacy", "none/*"),
    fc.constantFrom("fail", "warn"),
  ).map(([check, where, verdict]) => `${check} ${where} ${verdict} # known`);
  const comment = fc.constantFrom("", "# a comment");
  const file = fc.array(fc.oneof(line, comment)).map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(file, results, (text, all) => {
      const after = updated(text, ...all).text;
      const bad = judged(after, all).results.filter((r) =>
        ["fail", "warn", "xpass"].includes(r.verdict)
      );
      assertEquals(bad, []);
      assertEquals(updated(after, ...all).text, after);
      const comments = (t: string) => t.split("\n").filter((l) => l === "# a comment").length;
      assert(comments(after) === comments(text));
    }),
    { seed: 6, numRuns: 300 },
  );
});
