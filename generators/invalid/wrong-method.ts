import { FLAG, methodFlag } from "../../protocol/flags.ts";
import { family, packetStep, type Variant, withFields, withNormal, zeroOnly } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface WrongMethod extends Variant {
  flags: number;
  sync?: boolean;
  part: "normal" | "zero";
}

/**
 * Every other value of the patch's method bits, on a packet with normal pages, on such a one with
 * SYNC, and on one with zero pages alone.
 */
export const wrongMethod = family<WrongMethod>({
  name: "wrong-method",
  requirement: "RCV-12",
  legal: false,
  variants: ({ method }) =>
    [0x02, 0x04, 0x06, 0x08, 0x0a, 0x0c, 0x0e]
      .filter((flags) => flags !== methodFlag(method))
      .flatMap((flags) => [
        { name: "wrong-method-normal", flags, part: "normal" as const },
        { name: "wrong-method-sync", flags, sync: true, part: "normal" as const },
        { name: "wrong-method-zero-only", flags, part: "zero" as const, zero: true },
      ]),
  build({ channel, packet, variant }) {
    const carrier = variant.part === "normal" ? withNormal(packet, ONES) : zeroOnly(packet);
    const { sync } = variant;
    const flags = variant.flags | (sync ? FLAG.SYNC : 0);
    const faulty = withFields({ ...carrier, ...(sync && { sync }) }, { flags });
    return { steps: [packetStep(channel, faulty)], field: "flags" };
  },
});
