import type { PacketSpec, PayloadFault } from "../case.ts";
import { family, packetStep, type Variant, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";
import { onePage, streamOfOnes } from "../stream-of-ones.ts";
import { frameOf } from "../zstd-frame.ts";

interface Surplus extends Variant {
  fault: PayloadFault | { kind: "behind-frames"; hex: string } | { kind: "one-more" };
}

const MIB = 1024 * 1024;
/** What begins a block and does not end it: its header in part, or without its content. */
const BEGUN = { none: [], zlib: ["00", "000500faff"], zstd: ["0000", "600000"] } as const;
/** What begins a zstd frame. */
const HEADERS = ["28b52f", "28b52ffd"];

/** Compressed payload that holds more than its pages. */
export const surplusPayload = family<Surplus>({
  name: "surplus-payload",
  requirement: "RCV-43",
  legal: false,
  methods: ["zlib", "zstd"],
  // Stored, a bomb would be longer than a payload may be.
  stage: (scene) => ({ ...scene, level: Math.max(1, scene.level) }),
  variants: ({ method }) => [
    { name: "payload-too-many", fault: { kind: "too-many", pages: 1 } },
    { name: "payload-too-many", fault: { kind: "too-many", pages: 7 } },
    { name: "payload-trailing", fault: { kind: "trailing", hex: "deadbeef".repeat(7) } },
    { name: "payload-trailing", fault: { kind: "trailing", hex: "dedede" } },
    ...BEGUN[method].map((hex) => ({
      name: "payload-begun-block",
      fault: { kind: "trailing" as const, hex },
    })),
    ...(method === "zstd" ? HEADERS : []).map((hex) => ({
      name: "payload-begun-frame",
      alone: true,
      fault: { kind: "behind-frames" as const, hex },
    })),
    { name: "payload-byte-more", alone: true, fault: { kind: "one-more" } },
    { name: "payload-bomb", fault: { kind: "bomb", bytes: 8 * MIB } },
  ],
  build({ scene, channel, packet, variant: { fault } }) {
    const own = withNormal(packet, ONES);
    const faulty = fault.kind === "behind-frames"
      ? behindFrames(own, scene.pageSize, fault.hex)
      : fault.kind === "one-more"
      ? onePage(own, streamOfOnes(scene.method, scene.pageSize + 1))
      : { ...own, payload: fault };
    return { steps: [packetStep(channel, faulty)], field: "payload" };
  },
});

/** Frames that have ended, and something behind them. */
function behindFrames(packet: PacketSpec, pageSize: number, behind: string): PacketSpec {
  const normal = packet.normal.map(({ offset }) => ({ offset, fill: ONES }));
  const hex = frameOf(1, pageSize, {}).repeat(normal.length) + behind;
  return { ...packet, normal, payload: { kind: "literal", hex } };
}
