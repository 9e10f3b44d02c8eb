import fc from "fast-check";
import type { PacketSpec } from "../../generators/case.ts";
import { packetSpec } from "../../generators/packet-spec.ts";
import type { Suite } from "../compare.ts";

const PAGE = 4096;
const PAGES = 128;
/** So many more that a page is rarely drawn twice, which would be the peer's misfortune. */
const RAM_PAGES = 1024;
const DRAWN = 100;

const ours = packetSpec({ block: { name: "ram", usedLength: RAM_PAGES * PAGE } });

/** As often none, one, few or all pages as ours has. */
const count = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.constant(1) },
  { weight: 3, arbitrary: fc.constant(PAGES) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: PAGES }) },
  { weight: 11, arbitrary: fc.integer({ min: 1, max: 8 }) },
);
const page = fc.record({
  page: fc.nat(RAM_PAGES - 1),
  zero: fc.boolean(),
  fill: fc.oneof(
    fc.record({ kind: fc.constant("repeat" as const), value: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constant("random" as const), seed: fc.integer() }),
  ),
});

/** The same packets as they are usually drawn: distinct pages, each normal or zero, with some contents. */
const peer: fc.Arbitrary<PacketSpec> = count.chain((length) =>
  fc.uniqueArray(page, { minLength: length, maxLength: length, selector: ({ page }) => page })
).map((pages) => ({
  ramblock: "ram",
  packetNum: 0n,
  normal: pages.filter(({ zero }) => !zero)
    .map(({ page, fill }) => ({ offset: BigInt(page * PAGE), fill })),
  zero: pages.filter(({ zero }) => zero).map(({ page }) => BigInt(page * PAGE)),
}));

export const DRAWING: readonly Suite[] = [{
  name: `draw ${DRAWN} packets of up to ${PAGES} pages`,
  contestants: {
    packetSpec: () => fc.sample(ours, { numRuns: DRAWN, seed: 1 }).length,
    "fc.uniqueArray": () => fc.sample(peer, { numRuns: DRAWN, seed: 1 }).length,
  },
}];
