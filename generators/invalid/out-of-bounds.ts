import type { PacketSpec } from "../case.ts";
import { type Family, family, inserted, packetStep, type Variant } from "../family.ts";
import { boundaryOffsetsOf } from "../offset.ts";
import { ONES } from "../page-fill.ts";
import { type Scene, usableBlocks } from "../scene.ts";

interface BadOffset extends Variant {
  /** Index into the boundary offsets of whatever block the packet names. */
  index: number;
}

/** A normal offset above used_length − page_size, anywhere among legal ones. */
export const normalOutOfBounds: Family = outOfBounds("RCV-07", "normal");

/** A zero offset above used_length − page_size, anywhere among legal ones. */
export const zeroOutOfBounds: Family = outOfBounds("RCV-08", "zero");

function outOfBounds(requirement: string, part: "normal" | "zero"): Family {
  return family<BadOffset>({
    name: `${part}-out-of-bounds`,
    requirement,
    legal: false,
    zero: part === "zero",
    variants: (scene) =>
      tooLarge(scene, scene.blocks[usableBlocks(scene)[0]].usedLength)
        .flatMap(({ name }, index) => [
          { name, index },
          { name: `${name}-of-sync`, index, sync: true },
        ]),
    build({ scene, channel, packet, variant, at }) {
      const { usedLength } = scene.blocks.find((b) => b.name === packet.ramblock)!;
      const offsets = tooLarge(scene, usedLength);
      const { offset } = offsets[variant.index % offsets.length];
      return { steps: [packetStep(channel, withBad(packet, part, at, offset))], field: "offsets" };
    },
  });
}

function withBad(
  packet: PacketSpec,
  part: "normal" | "zero",
  at: number,
  offset: bigint,
): PacketSpec {
  if (part === "zero") return { ...packet, zero: inserted(packet.zero, at, offset) };
  return { ...packet, normal: inserted(packet.normal, at, { offset, fill: ONES }) };
}

/** Offsets that are refused. Those within the block are refused for their page's end alone. */
function tooLarge(scene: Scene, usedLength: number) {
  return boundaryOffsetsOf(usedLength, scene.pageSize).filter((o) => !o.legal);
}
