import type { PacketSpec } from "../case.ts";
import { family, packetStep, type Variant, withFields, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";

const MIB = 1024 * 1024;

interface TooLong extends Variant {
  change: (packet: PacketSpec) => PacketSpec;
}

const claimed = (nextPacketSize: number) => (packet: PacketSpec) =>
  withFields(packet, { nextPacketSize });

/** next_packet_size above 1 MiB: claimed only, or with a legal payload of that many bytes. */
export const packetSizeTooLarge = family<TooLong>({
  name: "size-too-large",
  requirement: "RCV-23",
  legal: false,
  methods: ["zlib", "zstd"],
  variants: () => [
    { name: "size=1MiB+1", change: claimed(MIB + 1) },
    {
      name: "size-above-1MiB-sent",
      change: (packet) => ({ ...packet, payload: { kind: "padded", bytes: MIB + 16 } }),
      costly: true,
    },
    { name: "size-2^31", change: claimed(2 ** 31) },
    { name: "size-2^32-1", change: claimed(2 ** 32 - 1) },
  ],
  build({ channel, packet, variant }) {
    const faulty = variant.change(withNormal(packet, ONES));
    return { steps: [packetStep(channel, faulty)], field: "nextPacketSize" };
  },
});
