import type { PacketSpec } from "../case.ts";
import { family, inserted, lastPage, packetStep, pagesOf, type Variant } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface Part extends Variant {
  part: "normal" | "zero";
}

/**
 * The offset used_length − page_size, in both parts; a block whose length is not a multiple of the
 * page size is cut to one.
 */
export const atLastPage = family<Part>({
  name: "offset-at-bound",
  requirement: "RCV-09",
  legal: true,
  stage: (scene) =>
    scene.fixedBlocks ? scene : {
      ...scene,
      blocks: scene.blocks.map(({ name, usedLength }) => ({
        name,
        usedLength: usedLength - usedLength % scene.pageSize,
      })),
    },
  variants: () => [
    { name: "normal-at-bound", part: "normal" },
    { name: "zero-at-bound", part: "zero", zero: true },
  ],
  build({ scene, channel, packet, variant, at }) {
    const last = lastPage(scene, packet.ramblock);
    const rest = without(packet, last);
    const steps = [packetStep(channel, withLast(rest, variant.part, last, at))];
    // Clearing a page shows only where there was data.
    if (variant.part === "zero") {
      const data = { ...rest, normal: [{ offset: last, fill: ONES }], zero: [] };
      steps.unshift(packetStep(channel, data));
    }
    return { steps };
  },
});

function without(packet: PacketSpec, offset: bigint): PacketSpec {
  if (!pagesOf(packet).includes(offset)) return packet;
  return {
    ...packet,
    normal: packet.normal.filter((n) => n.offset !== offset),
    zero: packet.zero.filter((o) => o !== offset),
  };
}

function withLast(packet: PacketSpec, part: Part["part"], offset: bigint, at: number): PacketSpec {
  if (part === "zero") return { ...packet, zero: inserted(packet.zero, at, offset) };
  return { ...packet, normal: inserted(packet.normal, at, { offset, fill: ONES }) };
}
