import { family, packetStep, type Variant, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";

const PAGES = 512 * 1024;
/** What each library's compressBound says of them. */
const COMPRESS_BOUND = {
  zlib: PAGES + (PAGES >> 12) + (PAGES >> 14) + (PAGES >> 25) + 13,
  zstd: PAGES + (PAGES >> 8),
};

interface Long extends Variant {
  bytes: number;
}

/** next_packet_size up to compressBound(512 KiB) is taken; an ordinary packet comes behind it. */
export const longPayload = family<Long>({
  name: "long-payload",
  requirement: "RCV-23",
  legal: true,
  methods: ["zlib", "zstd"],
  variants: ({ method }) => [
    { name: "size-64KiB", bytes: 64 * 1024 },
    {
      name: "size=compressBound",
      bytes: COMPRESS_BOUND[method === "zstd" ? "zstd" : "zlib"],
      costly: true,
    },
  ],
  build({ channel, packet, variant }) {
    const own = withNormal(packet, ONES);
    const long = { ...own, payload: { kind: "padded", bytes: variant.bytes } as const };
    return { steps: [packetStep(channel, long), packetStep(channel, own)] };
  },
});
