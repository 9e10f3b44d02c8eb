/** Zero words on the main channel that name no page of any block, behind all that channels have sent. */
import type { Step } from "../case.ts";
import { family, packetStep, type Variant } from "../family.ts";

interface Beyond extends Variant {
  /** From the block's end. */
  pages: number;
}

/** The first page behind the block, and one far from it. */
export const mainZeroOutOfBounds = family<Beyond>({
  name: "main-zero-out-of-bounds",
  requirement: "RCV-08",
  legal: false,
  needs: ["main"],
  variants: () => [
    { name: "main-zero-behind-block", pages: 0 },
    { name: "main-zero-far-behind", pages: 2 ** 20 },
  ],
  build({ scene: { blocks, pageSize }, channel, packet, variant: { pages } }) {
    const { usedLength } = blocks.find((block) => block.name === packet.ramblock)!;
    const offset = BigInt(Math.ceil(usedLength / pageSize) + pages) * BigInt(pageSize);
    const zero: Step = { kind: "zero", ramblock: packet.ramblock, offset };
    return { steps: [packetStep(channel, packet), { kind: "sync" }, zero], field: "offsets" };
  },
});

/** A block that is not there. */
export const mainZeroUnknownBlock = family({
  name: "main-zero-unknown-block",
  requirement: "RCV-06",
  legal: false,
  needs: ["main"],
  variants: () => [{ name: "main-zero-unknown-block" }],
  build: ({ channel, packet }) => ({
    steps: [
      packetStep(channel, packet),
      { kind: "sync" },
      { kind: "zero", ramblock: "no-such-block", offset: 0n },
    ],
    field: "ramblock",
  }),
});
