import type { PacketSpec } from "../case.ts";
import { family, packetStep, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";
import { frameStart, openBlock } from "../zstd-frame.ts";

/** 32 MiB: that of level 20, the highest there is in QEMU. */
const WINDOW_LOG = 25;

/** A zstd stream with the widest window that a sender may ask for (RCV-13). */
export const wideWindow = family({
  name: "wide-window",
  requirement: "RCV-13",
  legal: true,
  methods: ["zstd"],
  variants: () => [{ name: "window-32MiB", alone: true }],
  build({ scene: { pageSize }, channel, packet }) {
    const own = withNormal(packet, ONES);
    const steps = [frameStart(WINDOW_LOG), ""].map((begin) =>
      packetStep(channel, literal(own, begin, pageSize))
    );
    return { steps };
  },
});

/** The packet with pages of ones, a block each. */
function literal(packet: PacketSpec, begin: string, pageSize: number): PacketSpec {
  const normal = packet.normal.map(({ offset }) => ({ offset, fill: ONES }));
  const hex = begin + openBlock(1, pageSize).repeat(normal.length);
  return { ...packet, normal, payload: { kind: "literal", hex } };
}
