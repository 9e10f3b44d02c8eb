import type { PacketSpec } from "../case.ts";
import { family, packetStep, type Variant } from "../family.ts";
import { ONES } from "../page-fill.ts";
import type { Scene } from "../scene.ts";

interface ShortBlock extends Variant {
  offset: bigint;
  part: "normal" | "zero";
  block: number;
}

/** Names that no drawn block has: a control character is in them. */
const SHORT = [
  { name: "empty\u0001", length: () => 0 },
  { name: "byte\u0001", length: () => 1 },
  { name: "almost\u0001", length: (pageSize: number) => pageSize - 1 },
] as const;

const PARTS = [{ part: "normal" }, { part: "zero", zero: true }] as const;

/** A page of a block that is shorter than one: used_length − page_size would wrap around. */
export const shortBlock = family<ShortBlock>({
  name: "short-block",
  requirement: "RCV-10",
  legal: false,
  needs: ["blocks"],
  stage: (scene: Scene) => ({
    ...scene,
    blocks: [
      ...scene.blocks,
      ...SHORT.map(({ name, length }) => ({ name, usedLength: length(scene.pageSize) })),
    ],
  }),
  variants: ({ pageSize }) =>
    SHORT.flatMap((_, block) =>
      PARTS.flatMap((part) => [
        { name: "short-block-offset-0", offset: 0n, block, ...part },
        { name: "short-block-offset-page", offset: BigInt(pageSize), block, ...part },
        { name: "short-block-offset-2^63", offset: 1n << 63n, block, ...part },
        {
          name: "short-block-offset-2^64-page",
          offset: (1n << 64n) - BigInt(pageSize),
          block,
          ...part,
        },
      ])
    ),
  build({ channel, variant }) {
    const packet: PacketSpec = {
      ramblock: SHORT[variant.block].name,
      packetNum: 0n,
      normal: variant.part === "normal" ? [{ offset: variant.offset, fill: ONES }] : [],
      zero: variant.part === "zero" ? [variant.offset] : [],
    };
    return { steps: [packetStep(channel, packet)], field: "offsets" };
  },
});
