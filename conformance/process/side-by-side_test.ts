import { assertEquals, assertRejects } from "@std/assert";
import { test } from "node:test";
import { TargetError } from "../target.ts";
import { sideBySide } from "./side-by-side.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

test("results are in the order of the items, and no more than `jobs` run at once", async () => {
  let now = 0, most = 0;
  const results = await sideBySide([5, 1, 4, 2, 3], 2, async (turns) => {
    most = Math.max(most, ++now);
    for (let i = 0; i < turns; i++) await turn();
    now--;
    return 10 * turns;
  });
  assertEquals(results, [50, 10, 40, 20, 30]);
  assertEquals(most, 2);
});

test("a TargetError takes the place of its result, and the others are there", async () => {
  const error = new TargetError("it does not start");
  const results = await sideBySide([1, 2, 3, 4], 2, async (item) => {
    await turn();
    if (item === 2) throw error;
    return item;
  });
  assertEquals(results, [1, error, 3, 4]);
});

test("behind any other error nothing is begun, and it is thrown when all that runs has ended", async () => {
  const begun: number[] = [], ended: number[] = [];
  await assertRejects(
    () =>
      sideBySide([1, 2, 3, 4, 5], 2, async (item) => {
        begun.push(item);
        if (item === 1) throw new RangeError("a fault of ours");
        for (let i = 0; i < 5; i++) await turn();
        ended.push(item);
      }),
    RangeError,
    "a fault of ours",
  );
  assertEquals([begun, ended], [[1, 2], [2]]);
});
