import fc from "fast-check";
import type { PacketSpec } from "../../generators/case.ts";
import { packetSpec } from "../../generators/packet-spec.ts";
import type { Suite } from "../compare.ts";

const PAGE = 4096;
const PAGES = 128;
const DRAWN = 100;

const ours = packetSpec({ block: { name: "ram", usedLength: PAGES * PAGE } });

/** The same packets as they are usually drawn: distinct pages, each normal or zero, each with a kind of contents. */
const peer: fc.Arbitrary<PacketSpec> = fc.uniqueArray(
  fc.record({
    page: fc.nat(PAGES - 1),
    zero: fc.boolean(),
    fill: fc.oneof(
      fc.record({ kind: fc.constant("repeat" as const), value: fc.integer({ min: 1, max: 255 }) }),
      fc.record({ kind: fc.constant("random" as const), seed: fc.integer() }),
    ),
  }),
  { maxLength: PAGES, size: "max", selector: ({ page }) => page },
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
