import { family, packetStep, type Variant, withNormal, zeroOnly } from "../family.ts";
import { ONES } from "../page-fill.ts";
import { cutName } from "../block-name.ts";

interface UnknownName extends Variant {
  /** From the name of a block that there is. */
  rename: (name: string) => string;
  part: "normal" | "zero";
}

const NAMES: readonly [string, (name: string) => string][] = [
  ["unknown-block", () => "no-such-block"],
  ["unknown-block-empty", () => ""],
  ["unknown-block-longer", (name) => cutName(name, 254) + "!"],
  ["unknown-block-shorter", (name) => [...name].slice(0, -1).join("")],
  [
    "unknown-block-other-case",
    (name) => name === name.toUpperCase() ? name.toLowerCase() : name.toUpperCase(),
  ],
];

/** A packet with pages of a block that is not there; names that begin like one that is, too. */
export const unknownBlock = family<UnknownName>({
  name: "unknown-block",
  requirement: "RCV-06",
  legal: false,
  variants: () =>
    NAMES.flatMap(([name, rename]) => [
      { name, rename, part: "normal" as const },
      { name, rename, part: "zero" as const, zero: true },
      // Pages with data would be refused for what their payload is taken for.
      { name: `${name}-of-sync`, rename, part: "zero" as const, zero: true, sync: true },
    ]),
  build({ scene, channel, packet, variant }) {
    const carrier = variant.part === "normal" ? withNormal(packet, ONES) : zeroOnly(packet);
    let ramblock = variant.rename(packet.ramblock);
    while (scene.blocks.some((b) => b.name === ramblock)) ramblock = cutName(ramblock, 254) + "?";
    return { steps: [packetStep(channel, { ...carrier, ramblock })], field: "ramblock" };
  },
});
