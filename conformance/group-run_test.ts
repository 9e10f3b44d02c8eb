import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "node:test";
import type { Check } from "./check.ts";
import { runGroup } from "./group-run.ts";
import type { Subject } from "./subject.ts";
import { TargetError } from "./target.ts";

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
    keep: (seen: unknown) => seen,
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

test("small fixed cases run before drawn ones, and all of them", async () => {
  const [outcome] = await runGroup(
    subject({ a: (n) => n === -3 }, { fixed: [-1, -2, -3], drawn: fc.nat(9) }),
    { ...OPTIONS, runs: 5 },
  );
  assertEquals(outcome.failure!.path, "fixed:2");
  assertEquals(outcome.failure!.testCase, -3);
});

/** A fixed case that names `n` pages. */
function ofPages(n: number) {
  return { steps: [{ kind: "packet", packet: { normal: Array(n).fill(0), zero: [] } }] };
}

test("a failing fixed case of several pages gives way to a drawn one, which can be shrunk", async () => {
  const fixed = [ofPages(5), ofPages(1)];
  const failing = (bad: (testCase: unknown) => boolean) =>
    runGroup(subject({ a: bad as (n: number) => boolean }, { fixed, drawn: fc.nat(9) }), OPTIONS);
  const [all] = await failing(() => true);
  assertEquals([all.failure!.path, all.runs], ["fixed:1", 1]);
  const [drawn] = await failing((c) => c !== fixed[1]);
  assertEquals([drawn.failure!.testCase, drawn.runs], [0, 2]);
  const [large] = await failing((c) => c === fixed[0]);
  assertEquals([large.failure!.path, large.runs], ["fixed:0", 102]);
});

test("a failure says at which case it was found, and counts the classes of that case alone", async () => {
  const drawn = fc.constantFrom("good", "bad").map((name) => ({ classes: [name] }));
  const judged: unknown[] = [];
  const [outcome] = await runGroup(
    subject({ a: () => false }, { drawn }, {
      judge: (_check: Check, testCase: unknown) => {
        judged.push(testCase);
        return (testCase as { classes: string[] }).classes[0] === "bad"
          ? { expected: "good", observed: "bad" }
          : undefined;
      },
    }),
    OPTIONS,
  );
  const first = judged.findIndex((c) => (c as { classes: string[] }).classes[0] === "bad");
  assertEquals([outcome.runs, outcome.classes], [first + 1, { bad: 1 }]);
});

test("n shards together run exactly the cases of the whole run", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.nat(),
        runs: fc.integer({ min: 1, max: 120 }),
        fixed: fc.array(fc.integer({ min: -99, max: -1 }), { maxLength: 30 }),
        count: fc.integer({ min: 1, max: 12 }),
      }),
      async ({ seed, runs, fixed, count }) => {
        const casesOf = async (shard?: { index: number; count: number }) => {
          const seen: number[] = [];
          await runGroup(
            subject({ a: () => false }, { fixed, drawn: fc.nat() }, {
              observe: (list) => {
                seen.push(...list as number[]);
                return Promise.resolve([...list]);
              },
            }),
            { ...OPTIONS, seed, runs, shard },
          );
          return seen;
        };
        const parts: number[] = [];
        for (let index = 1; index <= count; index++) {
          parts.push(...await casesOf({ index, count }));
        }
        const byNumber = (a: number, b: number) => a - b;
        assertEquals(parts.sort(byNumber), (await casesOf()).sort(byNumber));
      },
    ),
    { seed: 5, numRuns: 40 },
  );
});

test("the shard that holds the first failing case finds what the whole run finds", async () => {
  const find = async (shard?: { index: number; count: number }) => {
    const [{ runs, failure }] = await runGroup(
      subject({ big: (n) => n >= 700 }),
      { ...OPTIONS, shard },
    );
    return { runs, failure };
  };
  const parts = await Promise.all([1, 2, 3, 4].map((index) => find({ index, count: 4 })));
  const [first] = parts.filter((p) => p.failure).sort((a, b) => a.runs - b.runs);
  assertEquals(first, await find());
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

test("a program that may hang is given few cases at once, and more while it is quick", async () => {
  const sizesOf = async (ms: number) => {
    const sizes: number[] = [];
    const watched = subject({ never: () => false }, undefined, {
      restarts: true,
      observe: async (cases) => {
        sizes.push(cases.length);
        await new Promise((resolve) => setTimeout(resolve, ms));
        return [...cases];
      },
    });
    await runGroup(watched, { ...OPTIONS, runs: ms > 0 ? 4 : 30 });
    return sizes;
  };
  assertEquals(await sizesOf(0), [2, 4, 8, 12, 4]);
  assertEquals(await sizesOf(1050), [2, 2]);
});

test("an aborted run does not shrink what it found", async () => {
  const stop = new AbortController();
  const watched = subject({ big: (n) => n >= 37 }, undefined, {
    observe: (cases) => {
      stop.abort();
      return Promise.resolve([...cases]);
    },
  });
  const [{ failure }] = await runGroup(watched, { ...OPTIONS, signal: stop.signal });
  assertEquals(failure!.shrinks, 0);
  assert(failure!.testCase as number > 37);
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

/** Every case from `from` on cannot be judged. */
function breaking(from: number): Partial<Subject> {
  return {
    observe: (cases) =>
      Promise.resolve(cases.map((n) => n as number >= from ? new TargetError(`${n} broke it`) : n)),
    mayConcern: (check) => check.id !== "unconcerned",
  };
}

test("a case that cannot be judged is an error of the checks it may concern, and the others run on", async () => {
  const outcomes = await runGroup(
    subject(
      { big: (n) => n === 4, small: () => false, unconcerned: () => false },
      { fixed: [1, 7, 8, 2, 4] },
      breaking(5),
    ),
    OPTIONS,
  );
  assertEquals(outcomes.map((o) => [o.planned.check.id, o.failure?.testCase, o.error, o.runs]), [
    ["big", 4, undefined, 5],
    ["small", undefined, "7 broke it", 3],
    ["unconcerned", undefined, undefined, 3],
  ]);
});

test("a smaller case that cannot be judged is no smaller failure", async () => {
  const [{ failure }] = await runGroup(
    subject({ big: (n) => n >= 37 }, undefined, {
      observe: (cases) =>
        Promise.resolve(cases.map((n) => n === 37 ? new TargetError("broken") : n)),
      mayConcern: () => true,
    }),
    OPTIONS,
  );
  assertEquals(failure!.testCase, 38);
});

test("who must wait for each hang tries few smaller cases", async () => {
  const tries = async (restarts: boolean) => {
    let count = 0;
    await runGroup(
      subject({ big: (n) => n >= 37 }, { drawn: fc.nat({ max: 2 ** 30 }) }, {
        restarts,
        outcomeOf: () => "hung",
        observe: (cases) => {
          if (cases.length === 1) count++;
          return Promise.resolve([...cases]);
        },
      }),
      OPTIONS,
    );
    return count;
  };
  assertEquals(await tries(true), 5);
  assert(await tries(false) > 20);
});
