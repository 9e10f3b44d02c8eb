/** Our codec on a full packet of 128 offsets. */
import { Buffer } from "node:buffer";
import { FLAG } from "../../protocol/flags.ts";
import { encodePacket, parsePacket } from "../../protocol/packet.ts";
import { validatePacket } from "../../protocol/validate.ts";
import { serve } from "./serve.ts";

const PAGE_COUNT = 128;
const PACKET = {
  magic: 0x11223344,
  version: 1,
  flags: FLAG.ZLIB,
  pagesAlloc: PAGE_COUNT,
  normalPages: 100,
  nextPacketSize: 12345,
  packetNum: 2n ** 40n,
  zeroPages: 28,
  reserved: new Uint8Array(28),
  ramblock: new Uint8Array(256).fill(0x72, 0, 1).fill(0x61, 1, 2).fill(0x6d, 2, 3),
  offsets: BigUint64Array.from(
    { length: PAGE_COUNT },
    (_, i) => BigInt(4096 * (i * 37 % PAGE_COUNT)),
  ),
};
const BYTES = encodePacket(PACKET);
const LIMITS = {
  pageSize: 4096,
  pageCount: PAGE_COUNT,
  method: "zlib",
  blocks: [{ name: "ram", usedLength: 4096 * PAGE_COUNT }],
} as const;

await serve({
  encode: () => ({
    act: () => encodePacket(PACKET),
    show: () => Buffer.from(encodePacket(PACKET)).toString("hex"),
  }),
  decode: () => ({ act: decode, show: fields }),
});

function decode() {
  return validatePacket(parsePacket(BYTES, { pageCount: PAGE_COUNT }), LIMITS);
}

function fields(): string {
  const { packet, block } = decode();
  const { normalPages, zeroPages, nextPacketSize, packetNum, offsets } = packet;
  return [normalPages, zeroPages, nextPacketSize, packetNum, block?.name, ...offsets].join(" ");
}
