import { family, packetStep, type Variant, withFields } from "../family.ts";

interface Reserved extends Variant {
  hex: string;
}

/** Reserved bytes that are set: all of them, or each alone. */
export const reservedSet = family<Reserved>({
  name: "reserved-bytes",
  requirement: "LAY-04",
  legal: true,
  variants: () => [
    { name: "reserved-all-ones", hex: "ff".repeat(28) },
    ...Array.from({ length: 28 }, (_, i) => ({
      name: "reserved-one-byte",
      hex: "00".repeat(i) + "01" + "00".repeat(27 - i),
    })),
  ],
  build: ({ channel, packet, variant }) => ({
    steps: [packetStep(channel, withFields(packet, { reserved: variant.hex }))],
  }),
});
