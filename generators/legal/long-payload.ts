import { family, packetStep, type Variant, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";

/** zlib's compressBound of 512 KiB. */
const COMPRESS_BOUND = 524288 + (524288 >> 12) + (524288 >> 14) + (524288 >> 25) + 13;

interface Long extends Variant {
  bytes: number;
}

/** next_packet_size up to compressBound(512 KiB) is taken; an ordinary packet comes behind it. */
export const longPayload = family<Long>({
  name: "long-payload",
  requirement: "RCV-23",
  legal: true,
  methods: ["zlib", "zstd"],
  variants: () => [
    { name: "size-64KiB", bytes: 64 * 1024 },
    { name: "size=compressBound", bytes: COMPRESS_BOUND, costly: true },
  ],
  build({ channel, packet, variant }) {
    const own = withNormal(packet, ONES);
    const long = { ...own, payload: { kind: "padded", bytes: variant.bytes } as const };
    return { steps: [packetStep(channel, long), packetStep(channel, own)] };
  },
});
