import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "node:test";
import type { Check } from "./check.ts";
import { runGroup } from "./group-run.ts";
import type { Subject } from "./subject.ts";

/** A subject whose cases are numbers; each check fails from its number on. */
function subject(
  fails: Record<string, (n: number) => boolean>,
  stimulus: Subject["stimulus"] = { drawn: fc.nat(1000) },
  more: Partial<Subject> = {},
): Subject {
  const planned = Object.keys(fails).map((id) => ({
    check: { id } as unknown as Check,
    level: "MUST" as const,
  }));
  return {
    group: { role: "receiver", source: { name: "numbers" }, method: "none", checks: planned },
    planned,
    stimulus,
    costly: false,
    observe: (cases: readonly unknown[]) => Promise.resolve([...cases]),
    concerns: () => true,
    judge: (check: Check, testCase: unknown) =>
      fails[check.id](testCase as number)
        ? { expected: "less", observed: String(testCase) }
        : undefined,
    ...more,
  } as unknown as Subject;
}

const OPTIONS = { seed: 1, only: [] };

test("a failure shrinks to the smallest case and its path leads there again", async () => {
  const [outcome] = await runGroup(subject({ big: (n) => n >= 37 }), OPTIONS);
  const { failure } = outcome;
  assertEquals(failure!.testCase, 37);
  const again = fc.check(fc.property(fc.nat(1000), (n) => n < 37), {
    seed: failure!.seed,
    path: failure!.path,
    endOnFailure: true,
  });
  assertEquals(again.counterexample, [37]);
});

test("checks that share cases are judged each by itself", async () => {
  const outcomes = await runGroup(subject({ big: (n) => n >= 37, never: () => false }), OPTIONS);
  assertEquals(outcomes.map((o) => o.failure !== undefined), [true, false]);
  assertEquals(outcomes[1].runs, 100);
});

test("the same seed gives the same failures, another seed other cases", async () => {
  const cases = async (seed: number) => {
    const seen: unknown[] = [];
    const watched = subject({ a: () => false }, undefined, {
      observe: (list) => {
        seen.push(...list);
        return Promise.resolve([...list]);
      },
    });
    await runGroup(watched, { ...OPTIONS, seed });
    return seen;
  };
  assertEquals(await cases(1), await cases(1));
  assert(JSON.stringify(await cases(1)) !== JSON.stringify(await cases(2)));
});

test("cases that do not concern a check are not counted, nor judged", async () => {
  const [outcome] = await runGroup(
    subject({ a: (n) => n % 2 === 1 }, { fixed: [1, 2, 3, 4] }, {
      concerns: (_check: Check, n: unknown) => (n as number) % 2 === 0,
    }),
    OPTIONS,
  );
  assertEquals([outcome.runs, outcome.failure], [2, undefined]);
});

test("fixed cases run before drawn ones, and all of them", async () => {
  const [outcome] = await runGroup(
    subject({ a: (n) => n === -3 }, { fixed: [-1, -2, -3], drawn: fc.nat(9) }),
    { ...OPTIONS, runs: 5 },
  );
  assertEquals(outcome.failure!.path, "fixed:2");
  assertEquals(outcome.failure!.testCase, -3);
});

test("shards share the cases out, each to one", async () => {
  const seen: number[] = [];
  for (const index of [1, 2, 3]) {
    const part = subject({ a: () => false }, { fixed: [...Array(10).keys()] }, {
      observe: (list) => {
        seen.push(...list as number[]);
        return Promise.resolve([...list]);
      },
    });
    await runGroup(part, { ...OPTIONS, shard: { index, count: 3 } });
  }
  assertEquals(seen.sort((a, b) => a - b), [...Array(10).keys()]);
});

test("a target that breaks down is an error, and what was found before it stays", async () => {
  let calls = 0;
  const outcomes = await runGroup(
    subject({ a: (n) => n === 0, b: () => false }, { fixed: [...Array(120).keys()] }, {
      observe: (list) => {
        if (++calls === 2) throw new Error("no such program");
        return Promise.resolve([...list]);
      },
    }),
    OPTIONS,
  );
  assertEquals(outcomes[0].failure!.testCase, 0);
  assertEquals([outcomes[0].error, outcomes[1].error], [undefined, "Error: no such program"]);
});

test("an aborted run keeps what was found so far", async () => {
  const stop = new AbortController();
  const [outcome] = await runGroup(
    subject({ a: () => false }, { fixed: [...Array(500).keys()] }, {
      observe: (list) => {
        stop.abort();
        return Promise.resolve([...list]);
      },
    }),
    { ...OPTIONS, signal: stop.signal },
  );
  assertEquals(outcome.runs, 50);
});
