import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { type Explained, nameOf } from "./explained.ts";
import { mutationsOf } from "./mutations.ts";
import { type Judged, scoreOf, summaryOf, summaryText } from "./summary.ts";

const MUTATIONS = [
  ...mutationsOf("a.ts", "const a = b < c;"),
  ...mutationsOf("b.ts", "const d = e + 0;"),
];
const SURVIVED = { caught: false, reached: true } as const;
const CAUGHT = { caught: true, by: "RCV-01" } as const;
const JUDGED: Judged[] = MUTATIONS.map((mutation, i) => ({
  mutation,
  outcome: i === 1 || i === 3 ? SURVIVED : CAUGHT,
}));
const reasonFor = (i: number): Explained => ({
  name: nameOf(MUTATIONS[i]),
  reason: "no difference",
  line: 4 * i + 2,
});

test("a survivor counts against the score until it is explained", () => {
  const { files, total, survivors, stale } = summaryOf(JUDGED, [reasonFor(1)]);
  assertEquals(
    files,
    new Map([
      ["a.ts", { all: 2, caught: 1, explained: 1 }],
      ["b.ts", { all: 2, caught: 1, explained: 0 }],
    ]),
  );
  assertEquals(total, { all: 4, caught: 2, explained: 1 });
  assertEquals([...files.values(), total].map(scoreOf).map(Math.round), [100, 50, 67]);
  assertEquals(survivors.map(({ mutation }) => mutation), [MUTATIONS[3]]);
  assertEquals(stale, []);
});

test("the survivor is shown as the list of explanations wants it", () => {
  const text = summaryText(summaryOf(JUDGED, [reasonFor(1)]));
  assert(text.includes("\n\nb.ts d\n- const d = e + 0;\n+ const d = e + 1;\n\n"), text);
  assert(
    text.includes("2 of 4 mutants caught (50.0 %), 1 survivors explained, 1 not: score 66.7 %"),
  );
});

test("an explanation is stale once its mutation is caught, or gone", () => {
  const gone = { name: "a.ts a\n- old\n+ older", reason: "no difference", line: 90 };
  const summary = summaryOf(JUDGED, [reasonFor(0), reasonFor(1), reasonFor(3), gone]);
  assertEquals(summary.survivors, []);
  assertEquals(summary.stale.map(({ explained, why }) => [explained.line, why]), [
    [2, "caught by RCV-01"],
    [90, "no such mutation"],
  ]);
  assert(summaryText(summary).includes("explained.txt, line 90: no such mutation: remove it"));
});
