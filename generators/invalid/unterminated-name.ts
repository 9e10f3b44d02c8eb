import { family, packetStep, type Variant, withFields, withNormal, zeroOnly } from "../family.ts";
import { ONES } from "../page-fill.ts";
import { hexOf } from "../wire/hex.ts";

interface Unterminated extends Variant {
  part: "normal" | "zero";
  start: (name: string) => string;
}

/** What the 256 bytes begin with; the rest is x. */
const STARTS: readonly ((name: string) => string)[] = [() => "", (name) => name];

/** A name without NUL: its first 255 bytes name no block. */
export const unterminatedName = family<Unterminated>({
  name: "unterminated-name",
  requirement: "RCV-24",
  legal: false,
  variants: () =>
    STARTS.flatMap((start) => [
      { name: "name-without-nul", start, part: "normal" as const },
      { name: "name-without-nul", start, part: "zero" as const, zero: true },
    ]),
  build({ scene, channel, packet, variant }) {
    const carrier = variant.part === "normal" ? withNormal(packet, ONES) : zeroOnly(packet);
    const bytes = new Uint8Array(256).fill(0x78);
    bytes.set(new TextEncoder().encode(variant.start(packet.ramblock)));
    const cut = new TextDecoder().decode(bytes.subarray(0, 255));
    if (scene.blocks.some((b) => b.name === cut)) bytes[0] = 0x21;
    const named = withFields(carrier, { ramblock: hexOf(bytes) });
    return { steps: [packetStep(channel, named)], field: "ramblock" };
  },
});
