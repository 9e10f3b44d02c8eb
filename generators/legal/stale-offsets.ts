import { pageCountOf } from "../../protocol/layout.ts";
import { family, packetStep, pagesOf, type Variant } from "../family.ts";
import { boundaryOffsetsOf } from "../offset.ts";
import { ONES } from "../page-fill.ts";

interface Stale extends Variant {
  /** Entries behind the used ones. */
  of: (usedLength: number, pageSize: number) => bigint[];
}

/** Pages that get data first, so that a change to them shows. */
const PAINTED = 3;

/**
 * Entries behind the used ones hold anything: bad offsets, and pages that hold data (which must
 * stay).
 */
export const staleOffsets = family<Stale>({
  name: "stale-behind-used",
  requirement: "RCV-32",
  legal: true,
  variants: () => [
    {
      name: "stale-legal",
      of: (usedLength, pageSize) =>
        Array.from(
          { length: Math.min(128, Math.floor(usedLength / pageSize)) },
          (_, i) => BigInt(i * pageSize),
        ),
    },
    {
      name: "stale-out-of-bounds",
      of: (usedLength, pageSize) =>
        boundaryOffsetsOf(usedLength, pageSize).filter((o) => !o.legal).map((o) => o.offset),
    },
  ],
  build({ scene, channel, packet, variant }) {
    const { usedLength } = scene.blocks.find((b) => b.name === packet.ramblock)!;
    const room = pageCountOf(scene.pageSize) - pagesOf(packet).length;
    const stale = variant.of(usedLength, scene.pageSize).slice(0, room);
    const own = packetStep(channel, { ...packet, stale });
    const last = BigInt(usedLength - scene.pageSize);
    const beside = stale.filter((offset) => offset <= last && !pagesOf(packet).includes(offset));
    if (beside.length === 0) return { steps: [own] };
    const normal = beside.slice(0, PAINTED).map((offset) => ({ offset, fill: ONES }));
    return { steps: [packetStep(channel, { ...packet, normal, zero: [] }), own] };
  },
});
