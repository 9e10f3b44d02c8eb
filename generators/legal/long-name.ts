import { family, packetStep, withFields, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";
import { hexOf } from "../wire/hex.ts";
import { usableBlocks } from "../scene.ts";

const NAME = "n".repeat(255);

/**
 * A name without NUL whose first 255 bytes are the name of a block: that block is meant, and
 * nothing behind is read.
 */
export const longName = family({
  name: "long-name",
  requirement: "RCV-24",
  legal: true,
  needs: ["blocks"],
  session: false,
  stage: (scene) => {
    const { usedLength } = scene.blocks[usableBlocks(scene)[0]];
    return { ...scene, blocks: [...scene.blocks, { name: NAME, usedLength }] };
  },
  variants: () => [{ name: "name-255-unterminated" }, { name: "name-255-terminated" }],
  build({ channel, packet, variant }) {
    const bytes = new Uint8Array(256).fill(0x6e);
    if (variant.name === "name-255-terminated") bytes[255] = 0;
    const [first] = withNormal(packet, ONES).normal;
    const own = { ...packet, ramblock: NAME, normal: [{ ...first, offset: 0n }], zero: [] };
    return { steps: [packetStep(channel, withFields(own, { ramblock: hexOf(bytes) }))] };
  },
});
