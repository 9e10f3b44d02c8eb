import { emptySpec, family, packetStep, type Variant } from "../family.ts";
import type { Step } from "../case.ts";

interface When extends Variant {
  packet: boolean;
}

/** A channel that ends between packets; the others go on. */
export const channelEnds = family<When>({
  name: "channel-ends-between",
  requirement: "RCV-25",
  legal: true,
  needs: ["main"],
  leastChannels: 2,
  variants: () => [
    { name: "eof-behind-packet", packet: true },
    { name: "eof-without-packet", packet: false },
  ],
  build({ scene, channel, packet, variant }) {
    const other = (channel + 1) % scene.channels;
    const eof: Step = { kind: "eof", channel };
    // Between SYNC points a page is touched on one channel only.
    if (!variant.packet) return { steps: [eof, packetStep(other, packet)] };
    return { steps: [packetStep(channel, packet), eof, packetStep(other, emptySpec())] };
  },
});
