/**
 * Packets with up to 64 normal and up to 64 zero pages: ours drawn, encoded, decoded, validated and compared,
 * fast-check's drawn and dropped. A unit is a run of a property with 100 cases.
 */
import fc from "fast-check";
import { packetSpec } from "../../generators/packet-spec.ts";
import { roundTrip } from "../../generators/testing/round-trip.ts";
import { serve, type Task } from "./serve.ts";

const PAGES = 1024;
const SETTINGS = {
  pageSize: 4096,
  method: "zlib",
  block: { name: "ram", usedLength: PAGES * 4096 },
} as const;

await serve({
  "round-trip": () => property(packetSpec({ ...SETTINGS, sizes: "even" }), roundTrip(SETTINGS)),
  // Pages as plain numbers, normal ones of the block's first half and zero ones of its second.
  draw: () =>
    property(
      fc.record({
        normal: pages(0),
        zero: pages(PAGES / 2),
        packetNum: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      }),
      () => {},
    ),
});

function pages(first: number): fc.Arbitrary<number[]> {
  const page = fc.integer({ min: first, max: first + PAGES / 2 - 1 });
  return fc.uniqueArray(page, { maxLength: 64, size: "max" });
}

function property<T extends { normal: unknown[]; zero: unknown[] }>(
  drawn: fc.Arbitrary<T>,
  judge: (value: T) => void,
): Task {
  // Else the first cases of a run have fewer pages.
  const arbitrary = fc.noBias(drawn);
  let seed = 0;
  return {
    act: () => fc.assert(fc.property(arbitrary, judge), { seed: seed++, numRuns: 100 }),
    show() {
      const sizes = fc.sample(arbitrary, { seed: 1, numRuns: 10_000 })
        .map(({ normal, zero }) => [normal.length, zero.length]);
      const mean = sizes.flat().reduce((a, b) => a + b) / sizes.length;
      const most = [0, 1].map((i) => Math.max(...sizes.map((s) => s[i])));
      return `${most} pages at most, ${Math.round(mean / 4) * 4} on average`;
    },
  };
}
