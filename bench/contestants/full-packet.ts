/** The packet of 128 offsets that codecs are timed on. */
import { blockNameField, blockNameText } from "../../protocol/block-name.ts";
import { FLAG } from "../../protocol/flags.ts";
import { emptyPacket, encodePacket, type Packet } from "../../protocol/packet.ts";

export const PAGE_COUNT = 128;

export const PACKET: Packet = Object.assign(emptyPacket(PAGE_COUNT), {
  flags: FLAG.ZLIB,
  pagesAlloc: PAGE_COUNT,
  normalPages: 100,
  nextPacketSize: 12345,
  packetNum: 2n ** 40n,
  zeroPages: 28,
});
PACKET.ramblock.set(blockNameField("ram"));
PACKET.offsets.forEach((_, i, offsets) => offsets[i] = BigInt(4096 * (i * 37 % PAGE_COUNT)));

export const BYTES = encodePacket(PACKET);

/** What was decoded, for comparison with the other side's. */
export function fields(
  packet: Omit<Packet, "offsets"> & { offsets: Iterable<bigint> },
): string {
  const { normalPages, zeroPages, nextPacketSize, packetNum, ramblock, offsets } = packet;
  return [normalPages, zeroPages, nextPacketSize, packetNum, blockNameText(ramblock), ...offsets]
    .join(" ");
}
