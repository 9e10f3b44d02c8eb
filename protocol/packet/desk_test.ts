import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Desk, deskFor, kernelDesk, plainDesk } from "./desk.ts";

const MOST = 2 ** 53 - 1;
const max = fc.oneof(
  fc.constantFrom(0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 52, MOST),
  fc.nat(MOST),
);
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
/** Values near the bound, and near where a sign or a carry could be lost. */
const entryNear = (max: number) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.bigInt({ min: 0n, max: BigInt(max) }) },
    fc.constantFrom(BigInt(max), BigInt(max) + 1n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n),
    fc.constantFrom(2n ** 63n + BigInt(max), 2n ** 63n + BigInt(max) + 1n),
    u64,
  );
const entries = (each: fc.Arbitrary<bigint>) =>
  fc.array(each, { maxLength: 40, size: "max" }).map((list) => BigUint64Array.from(list));

function desks(room: number): Desk[] {
  const kernel = kernelDesk();
  assert(kernel, "this runtime has WebAssembly with SIMD");
  return [kernel, plainDesk(room)];
}

test("both ways of turning entries around do what a DataView says", () => {
  const both = desks(40);
  fc.assert(
    fc.property(entries(u64), (list) => {
      for (const { bytes, view, entries, swap } of both) {
        bytes.fill(0xee);
        for (const [i, entry] of list.entries()) view.setBigUint64(320 + 8 * i, entry);
        swap(list.length);
        assertEquals(entries.slice(0, list.length), list);
        assert(bytes.subarray(0, 320).every((byte) => byte === 0xee));
      }
    }),
    { seed: 1 },
  );
});

test("both ways of comparing find an entry above the bound, and none behind those asked for", () => {
  const both = desks(40);
  const bounded = max.chain((max) =>
    fc.record({ max: fc.constant(max), list: entries(entryNear(max)), count: fc.nat(40) })
  );
  fc.assert(
    fc.property(bounded, ({ max, list, count }) => {
      const asked = list.subarray(0, count);
      const expected = asked.some((entry) => entry > BigInt(max));
      for (const desk of both) {
        desk.entries.fill(2n ** 64n - 1n, 0, 40);
        desk.entries.set(list);
        assertEquals(desk.hasAbove(max, asked.length), expected);
      }
    }),
    { seed: 2, numRuns: 1000 },
  );
});

test("an entry above the bound is found at every place", () => {
  for (const desk of desks(512)) {
    for (let at = 0; at < 512; at++) {
      for (const entry of [4097n, 2n ** 63n, 2n ** 64n - 1n]) {
        desk.entries.fill(4096n, 0, 512);
        desk.entries[at] = entry;
        assert(desk.hasAbove(4096, at + 1));
        desk.entries.fill(4096n, 0, 512);
        desk.entries[at] = entry;
        assert(!desk.hasAbove(4096, at));
      }
    }
  }
});

test("a desk is shared while it has the room", () => {
  assertEquals(deskFor(8) === deskFor(512), true);
  assert(deskFor(100_000).entries.length >= 100_000);
  assert(deskFor(8) === deskFor(512));
});

test("a window is as long as the count says, whatever was asked for before", () => {
  const { window } = plainDesk(16);
  for (const count of [9, 16, 9.25, 9, 9.5, 9, 0, 9]) {
    const { bytes, entries, frame, frameBeforePatch } = window(count);
    if (!Number.isInteger(count)) continue;
    const lengths = [bytes, frame, frameBeforePatch].map(({ length }) => length - 8 * count);
    assertEquals([...lengths, entries.length], [320, 284, 288, count]);
  }
});
