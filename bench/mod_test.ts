import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { compare } from "./compare.ts";
import { comparisonText, SUITES } from "./mod.ts";

for (const { name, contestants } of SUITES) {
  test(`all who ${name} give the same`, () => {
    const [ours, ...others] = Object.values(contestants);
    const expected = structuredClone(ours());
    assert(others.length > 0);
    for (const other of others) assertEquals(other(), expected);
  });
}

test("ratios say how many times as long as ours the others take", async () => {
  const wait = (rounds: number) => () => {
    let sum = 0;
    for (let i = 0; i < rounds; i++) sum += Math.sqrt(i);
    return sum;
  };
  const contestants = { ours: wait(1000), slow: wait(100_000), fast: wait(10) };
  const { medians, ratios } = await compare({ name: "sum", contestants }, 20);
  assertEquals(Object.keys(medians), ["ours", "slow", "fast"]);
  assertEquals(Object.keys(ratios), ["slow", "fast"]);
  assertEquals(ratios.slow, medians.slow / medians.ours);
  assertEquals(ratios.fast, medians.fast / medians.ours);
});

test("a comparison in words has a line for each contestant", () => {
  const medians = { ours: 2, peer: 5 };
  assertEquals(comparisonText({ name: "do it", medians, ratios: { peer: 2.5 } }).split("\n"), [
    "do it",
    "  ours                          2.00 µs",
    "  peer                          5.00 µs  2.50 times as long",
  ]);
});
