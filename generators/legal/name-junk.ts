import { blockNameField } from "../../protocol/block-name.ts";
import { family, packetStep, type Variant, withFields } from "../family.ts";
import { hexOf } from "../wire/hex.ts";

interface Junk extends Variant {
  /** Of the bytes behind the name's NUL. */
  byte: number;
}

/** Whatever stands behind the NUL of a name is not part of it. */
export const nameJunk = family<Junk>({
  name: "name-junk",
  requirement: "RCV-24",
  legal: true,
  variants: () => [
    { name: "junk-behind-name", byte: 0x78 },
    { name: "junk-behind-name", byte: 0xff },
  ],
  build({ channel, packet, variant }) {
    const field = blockNameField(packet.ramblock);
    field.fill(variant.byte, field.indexOf(0) + 1);
    return { steps: [packetStep(channel, withFields(packet, { ramblock: hexOf(field) }))] };
  },
});
