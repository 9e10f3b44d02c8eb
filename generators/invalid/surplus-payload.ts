import type { PayloadFault } from "../case.ts";
import { family, packetStep, type Variant, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface Surplus extends Variant {
  fault: PayloadFault;
}

const MIB = 1024 * 1024;

/** Compressed payload that holds more than its pages. */
export const surplusPayload = family<Surplus>({
  name: "surplus-payload",
  requirement: "RCV-43",
  legal: false,
  methods: ["zlib", "zstd"],
  // Stored, a bomb would be longer than a payload may be.
  stage: (scene) => ({ ...scene, level: Math.max(1, scene.level) }),
  variants: () => [
    { name: "payload-too-many", fault: { kind: "too-many", pages: 1 } },
    { name: "payload-too-many", fault: { kind: "too-many", pages: 7 } },
    { name: "payload-trailing", fault: { kind: "trailing", hex: "deadbeef".repeat(7) } },
    { name: "payload-trailing", fault: { kind: "trailing", hex: "dedede" } },
    { name: "payload-bomb", fault: { kind: "bomb", bytes: 8 * MIB } },
  ],
  build({ channel, packet, variant }) {
    const faulty = { ...withNormal(packet, ONES), payload: variant.fault };
    return { steps: [packetStep(channel, faulty)], field: "payload" };
  },
});
