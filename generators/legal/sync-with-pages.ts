import type { PacketSpec, Step } from "../case.ts";
import { emptySpec, family, packetStep, type Variant, withNormal, zeroOnly } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface Pages extends Variant {
  shape: (packet: PacketSpec) => PacketSpec;
}

/**
 * A SYNC packet that carries pages: they are applied, and what lies behind the barrier comes after
 * them.
 */
export const syncWithPages = family<Pages>({
  name: "sync-carries-pages",
  requirement: "RCV-19",
  legal: true,
  needs: ["main"],
  variants: () => [
    { name: "sync-with-normal", shape: (packet) => withNormal(packet, ONES) },
    { name: "sync-zero-only", shape: zeroOnly, zero: true },
  ],
  build({ scene, channel, packet, variant }) {
    const steps: Step[] = [];
    for (let c = 0; c < scene.channels; c++) {
      const own = c === channel ? variant.shape(packet) : emptySpec();
      steps.push(packetStep(c, { ...own, sync: true }));
    }
    return { steps: [...steps, { kind: "barrier" }] };
  },
});
