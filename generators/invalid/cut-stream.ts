import { HEADER_LENGTH, packetLength, pageCountOf } from "../../protocol/layout.ts";
import { family, packetStep, type Variant, withNormal } from "../family.ts";
import { noise } from "../page-fill.ts";

interface Cut extends Variant {
  bytes: number;
}

/**
 * A channel that ends inside a packet: in each field, at each edge, in the offsets and in the
 * payload.
 */
export const cutStream = family<Cut>({
  name: "cut-stream",
  requirement: "RCV-25",
  legal: false,
  variants: ({ pageSize }) => {
    const end = packetLength(pageCountOf(pageSize));
    const header = [1, 3, 4, 8, 11, 12, 13, 16, 20, 24, 31, 32, 36, 40, 63, 64, 65, 200, 319];
    const offsets = [HEADER_LENGTH, HEADER_LENGTH + 1, HEADER_LENGTH + 8, end - 8, end - 1];
    const payload = [end, end + 1, end + pageSize / 2, end + pageSize - 1];
    return [
      ...header.map((bytes) => ({ name: "eof-in-header", bytes })),
      ...offsets.map((bytes) => ({ name: "eof-in-offsets", bytes })),
      ...payload.map((bytes) => ({ name: "eof-in-payload", bytes })),
    ];
  },
  build({ channel, packet, variant }) {
    // Of noise, the payload is at least as long as the pages.
    const carrier = withNormal(packet, noise(0));
    const normal = carrier.normal.map(({ offset }, i) => ({ offset, fill: noise(i) }));
    return {
      steps: [
        packetStep(channel, { ...carrier, normal }, variant.bytes),
        { kind: "eof", channel },
      ],
      faulty: 0,
      field: "stream",
    };
  },
});
