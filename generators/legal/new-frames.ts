import { family, packetStep, type Variant, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface Frames extends Variant {
  /** Frames that end with their packet. */
  ended: number;
}

/** A zstd frame that ends with its packet, then a new one: receivers take it (SND-10). */
export const newFrames = family<Frames>({
  name: "new-frames",
  requirement: "SND-10",
  legal: true,
  methods: ["zstd"],
  variants: () => [1, 2].map((ended) => ({ name: "frame-for-a-packet", ended })),
  build({ channel, packet, variant }) {
    const own = withNormal(packet, ONES);
    const ended = packetStep(channel, { ...own, payload: { kind: "ended" } });
    return { steps: [...new Array(variant.ended).fill(ended), packetStep(channel, own)] };
  },
});
