import { pageCountOf } from "../../protocol/layout.ts";
import { family, packetStep, pagesOf, type Variant } from "../family.ts";
import { boundaryOffsetsOf } from "../offset.ts";

interface Stale extends Variant {
  /** Entries behind the used ones. */
  of: (usedLength: number, pageSize: number) => bigint[];
}

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
    return { steps: [packetStep(channel, { ...packet, stale })] };
  },
});
