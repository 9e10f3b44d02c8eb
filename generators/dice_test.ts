import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { Dice } from "./dice.ts";

test("distinct gives as many different integers as asked, each below n, whatever was drawn before", () => {
  const dice = new Dice(1, 2);
  for (const [count, n] of [[0, 0], [1, 1], [3, 1000], [128, 128], [64, 2000], [5, 6], [6, 6]]) {
    for (let i = 0; i < 100; i++) {
      const drawn = dice.distinct(count, n);
      assertEquals([drawn.length, new Set(drawn).size], [count, count]);
      assert(drawn.every((d) => Number.isInteger(d) && d >= 0 && d < n));
    }
  }
});

test("distinct gives each order of few integers", () => {
  const dice = new Dice(3, 4);
  const orders = new Set(Array.from({ length: 200 }, () => dice.distinct(3, 3).join()));
  assertEquals(orders.size, 6);
});

test("the same two seeds give the same numbers", () => {
  const [a, b] = [new Dice(5, 6), new Dice(5, 6)];
  for (let i = 0; i < 100; i++) {
    assertEquals([a.u32(), a.u64(), a.distinct(4, 9)], [b.u32(), b.u64(), b.distinct(4, 9)]);
  }
});
