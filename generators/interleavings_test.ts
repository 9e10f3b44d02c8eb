import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { interleavings, smallSessions } from "./interleavings.ts";
import type { Shape } from "./shape.ts";
import { wireEvents } from "./wire.ts";
import { streamOf } from "./wire/deliver.ts";

const SHAPE: Shape = { method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2 };

test("every order of the pieces is there once, and no order breaks a stream's own", () => {
  for (const c of smallSessions(SHAPE)) {
    const source = wireEvents(c);
    const counts = new Array<number>(c.channels + 1).fill(0);
    for (const event of source) counts[streamOf(event, c.channels)]++;
    const orders = interleavings(c).map((one) => {
      const events = wireEvents(one);
      assertEquals(events.length, source.length);
      return events.map((e) => streamOf(e, c.channels)).join();
    });
    assertEquals(new Set(orders).size, orders.length);
    const factorial = (n: number): number => n < 2 ? 1 : n * factorial(n - 1);
    const expected = counts.reduce((total, n) => total / factorial(n), factorial(source.length));
    assertEquals(orders.length, expected);
  }
});

test("the small sessions are few enough to be tried in every order", () => {
  const total = smallSessions(SHAPE).reduce((sum, c) => sum + interleavings(c).length, 0);
  assert(total > 100 && total < 1000, `${total}`);
});

test("one channel is enough for a session of its own", () => {
  const [c, ...more] = smallSessions({ ...SHAPE, maxChannels: 1 });
  assertEquals([c.channels, more.length], [1, 0]);
});

test("too many orders are refused by name", () => {
  const [c] = smallSessions(SHAPE);
  const error = assertThrows(() => interleavings(c, 10), RangeError);
  assert(error.message.startsWith("limit: "));
});
