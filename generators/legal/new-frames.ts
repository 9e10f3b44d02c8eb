import { family, packetStep, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";

/** A zstd frame that ends with its packet, then a new one: receivers take it (SND-10). */
export const newFrames = family({
  name: "new-frames",
  requirement: "SND-10",
  legal: true,
  methods: ["zstd"],
  variants: () => [{ name: "frame-for-a-packet" }],
  build({ channel, packet }) {
    const own = withNormal(packet, ONES);
    const ended = packetStep(channel, { ...own, payload: { kind: "ended" } });
    return { steps: [ended, ended, packetStep(channel, own)] };
  },
});
