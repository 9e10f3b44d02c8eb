import { family, packetStep, type Variant, zeroOnly } from "../family.ts";

interface Announced extends Variant {
  bytes: number;
}

/** Zero pages alone, yet payload is announced and sent. */
export const payloadWithoutPages = family<Announced>({
  name: "payload-without-pages",
  requirement: "RCV-21",
  legal: false,
  zero: true,
  methods: ["zlib", "zstd"],
  variants: () => [
    { name: "zero-only-size-1", bytes: 1 },
    { name: "zero-only-size-5", bytes: 5 },
    { name: "zero-only-size-1344", bytes: 1344 },
  ],
  build({ channel, packet, variant }) {
    const payload = { kind: "literal", hex: "00".repeat(variant.bytes) } as const;
    return {
      steps: [packetStep(channel, { ...zeroOnly(packet), payload })],
      field: "nextPacketSize",
    };
  },
});
