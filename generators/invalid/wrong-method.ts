import { FLAG, methodFlag, type MethodName, METHODS } from "../../protocol/flags.ts";
import { family, packetStep, type Variant, withFields, withNormal, zeroOnly } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface WrongMethod extends Variant {
  flags: number;
  part: "normal" | "zero";
  /** Normal pages as this method sends them, for whoever decodes by the packet's flag. */
  payloadOf?: MethodName;
}

/**
 * Every other value of the patch's method bits, on a packet with normal pages, on such a one with
 * SYNC, on one with zero pages alone, and on one whose payload is that of the method.
 */
export const wrongMethod = family<WrongMethod>({
  name: "wrong-method",
  requirement: "RCV-12",
  legal: false,
  variants: ({ method }) =>
    [0x00, 0x02, 0x04, 0x06, 0x08, 0x0a, 0x0c, 0x0e]
      .filter((flags) => flags !== methodFlag(method))
      .flatMap((flags) => [
        { name: "wrong-method-normal", flags, part: "normal" as const },
        { name: "wrong-method-sync", flags, sync: true, part: "normal" as const },
        { name: "wrong-method-zero-only", flags, part: "zero" as const, zero: true },
        ...METHODS.filter((other) => methodFlag(other) === flags).map((payloadOf) => ({
          name: "wrong-method-with-its-payload",
          flags,
          part: "normal" as const,
          payloadOf,
        })),
      ]),
  build({ channel, packet, variant }) {
    const carrier = variant.part === "normal" ? withNormal(packet, ONES) : zeroOnly(packet);
    const { sync, payloadOf: method } = variant;
    const flags = variant.flags | (sync ? FLAG.SYNC : 0);
    const faulty = withFields(carrier, { flags });
    const payload = method && { kind: "wrong-method" as const, method };
    return {
      steps: [packetStep(channel, { ...faulty, ...(payload && { payload }) })],
      field: "flags",
    };
  },
});
