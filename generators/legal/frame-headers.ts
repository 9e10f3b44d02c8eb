import type { PacketSpec } from "../case.ts";
import { family, packetStep, type Variant, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";
import { type FrameHeader, frameOf } from "../zstd-frame.ts";

interface Framed extends Variant {
  header: FrameHeader;
}

const HEADERS: readonly FrameHeader[] = [
  ...([2, 4, 8] as const).flatMap((size) => [{ size }, { size, singleSegment: true }]),
  ...([1, 2, 4] as const).map((dictionary) => ({ dictionary })),
  { checksum: true },
  { size: 4, singleSegment: true, checksum: true },
];

/**
 * zstd frames with headers that other libraries and settings write (SND-10), one a page: QEMU takes none that ends
 * inside of a page.
 */
export const frameHeaders = family<Framed>({
  name: "frame-headers",
  requirement: "SND-10",
  legal: true,
  methods: ["zstd"],
  variants: () => HEADERS.map((header) => ({ name: "frame-header", header })),
  build({ scene, channel, packet, variant: { header } }) {
    const own = withNormal(packet, ONES);
    const ended = packetStep(channel, { ...own, payload: { kind: "ended" } });
    const framed = packetStep(channel, inFrames(own, scene.pageSize, header));
    return { steps: [ended, framed, framed, packetStep(channel, own)] };
  },
});

/** The packet with pages of ones, each a frame. */
function inFrames(packet: PacketSpec, pageSize: number, header: FrameHeader): PacketSpec {
  const normal = packet.normal.map(({ offset }) => ({ offset, fill: ONES }));
  const hex = frameOf(1, pageSize, header).repeat(normal.length);
  return { ...packet, normal, payload: { kind: "literal", hex } };
}
