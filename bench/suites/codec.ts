import { FLAG } from "../../protocol/flags.ts";
import { encodePacket, type Packet, parsePacket } from "../../protocol/packet.ts";
import type { Suite } from "../compare.ts";

const PAGE_COUNT = 128;
const BYTES = encodePacket({
  magic: 0x11223344,
  version: 1,
  flags: FLAG.ZLIB,
  pagesAlloc: PAGE_COUNT,
  normalPages: 100,
  nextPacketSize: 12345,
  packetNum: 2n ** 40n,
  zeroPages: 28,
  reserved: new Uint8Array(28),
  ramblock: new Uint8Array(256).fill(0x61, 0, 6),
  offsets: BigUint64Array.from({ length: PAGE_COUNT }, (_, i) => BigInt(4096 * i)),
});
const PACKET = parsePacket(BYTES, { pageCount: PAGE_COUNT });

/** One getter or setter a field and an entry, as a codec is usually written. */
export const CODEC: readonly Suite[] = [
  {
    name: "parse a packet of 128 offsets",
    contestants: {
      parsePacket: () => parsePacket(BYTES, { pageCount: PAGE_COUNT }),
      "DataView loop": () => parseByLoop(BYTES),
    },
  },
  {
    name: "encode a packet of 128 offsets",
    contestants: {
      encodePacket: () => encodePacket(PACKET),
      "DataView loop": () => encodeByLoop(PACKET),
    },
  },
];

function parseByLoop(bytes: Uint8Array): Packet {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const offsets = new BigUint64Array(PAGE_COUNT);
  for (let i = 0; i < PAGE_COUNT; i++) offsets[i] = view.getBigUint64(320 + 8 * i);
  return {
    magic: view.getUint32(0),
    version: view.getUint32(4),
    flags: view.getUint32(8),
    pagesAlloc: view.getUint32(12),
    normalPages: view.getUint32(16),
    nextPacketSize: view.getUint32(20),
    packetNum: view.getBigUint64(24),
    zeroPages: view.getUint32(32),
    reserved: bytes.slice(36, 64),
    ramblock: bytes.slice(64, 320),
    offsets,
  };
}

function encodeByLoop(packet: Packet): Uint8Array {
  const bytes = new Uint8Array(320 + 8 * PAGE_COUNT);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, packet.magic);
  view.setUint32(4, packet.version);
  view.setUint32(8, packet.flags);
  view.setUint32(12, packet.pagesAlloc);
  view.setUint32(16, packet.normalPages);
  view.setUint32(20, packet.nextPacketSize);
  view.setBigUint64(24, packet.packetNum);
  view.setUint32(32, packet.zeroPages);
  bytes.set(packet.reserved, 36);
  bytes.set(packet.ramblock, 64);
  for (let i = 0; i < PAGE_COUNT; i++) view.setBigUint64(320 + 8 * i, packet.offsets[i]);
  return bytes;
}
