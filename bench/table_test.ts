import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { isMet, measure } from "./measure.ts";
import { readmeWith } from "./readme.ts";
import { lostOf, readResults } from "./results.ts";
import { type Goal, Missing, type Row, type Side } from "./row.ts";
import { ROWS } from "./rows.ts";
import { cells } from "./table.ts";

const TIME: Goal = { ratio: "time", atMost: 1.5 };
const SPEED: Goal = { ratio: "speed", atLeast: 0.8 };

/** A side whose rounds take these times; the first is its warm-up. */
function side(times: number[]): Side & { closed: boolean } {
  return {
    closed: false,
    round: () => Promise.resolve(times.shift()!),
    close() {
      this.closed = true;
      return Promise.resolve();
    },
  };
}

function row(goal: Goal, ours: Side, peer: Side): Row {
  return {
    id: "some-row",
    what: "some work",
    against: "a peer",
    goal,
    rounds: 3,
    open: () => Promise.resolve({ ours, peer }),
  };
}

test("the median of the rounds' ratios counts, without the first round", async () => {
  const ours = side([900, 10, 30, 20]), peer = side([1, 10, 10, 10]);
  const outcome = await measure(row(TIME, ours, peer));
  assertEquals(outcome, { median: 2, spread: [1.5, 2.5], ours: 20, peer: 10, verdict: "missed" });
  assertEquals([ours.closed, peer.closed], [true, true]);
});

test("a speed is the peer's time divided by ours", async () => {
  const outcome = await measure(row(SPEED, side([1, 10, 10, 10]), side([1, 9, 8, 9])));
  assertEquals(outcome.verdict === "met" && outcome.median, 0.9);
});

test("a peer that is missing is a skip with its reason", async () => {
  const missing: Row = {
    ...row(TIME, side([]), side([])),
    open: () => Promise.reject(new Missing("no peer here")),
  };
  const outcome = await measure(missing);
  assertEquals(outcome, { verdict: "skipped", reason: "no peer here" });
  assertEquals(cells(missing, outcome).at(-1), "skipped: no peer here");
});

test("goals are bounds, and so are those with slack", () => {
  const answers = [[TIME, 1.5], [TIME, 1.6], [SPEED, 0.8], [SPEED, 0.7]] as const;
  assertEquals(answers.map(([goal, ratio]) => isMet(goal, ratio)), [true, false, true, false]);
  assertEquals([isMet(TIME, 4.5, 3), isMet(TIME, 4.6, 3)], [true, false]);
  assertEquals([isMet(SPEED, 0.27, 3), isMet(SPEED, 0.26, 3)], [true, false]);
});

test("a ratio far worse than recorded is lost, one that is merely worse is not", () => {
  const at = (median: number) => ({
    median,
    spread: [median, median] as [number, number],
    ours: 1,
    peer: 1,
    verdict: "met" as const,
  });
  for (const [goal, worse, lost] of [[TIME, 2.9, 3.1], [SPEED, 0.35, 0.3]] as const) {
    const known = { rows: [{ id: "some-row", ...at(1) }] };
    const one = row(goal, side([]), side([]));
    assertEquals(lostOf([[one, at(worse)]], known), []);
    assertEquals(lostOf([[one, at(lost)]], known).length, 1);
    assertEquals(lostOf([[{ ...one, absolute: true }, at(lost)]], known), []);
  }
});

test("bench/README.md has the table of bench/results.json, and every row is in it", () => {
  const results = readResults();
  assertEquals(
    readFileSync(new URL("README.md", import.meta.url), "utf8"),
    readmeWith(results, ROWS),
  );
  assertEquals(ROWS.filter(({ id }) => !results.rows.some((r) => r.id === id)), []);
});
