/** Recorded channels read and written by hand: shares nothing with the codec. */

/** Bytes of a packet and of its payload, one behind the other on the wire. */
export interface RawPacket {
  packet: Uint8Array;
  payload: Uint8Array;
}

/** The packets behind a channel's greeting. Payload of `normalPages` × page size, or compressed. */
export function packetsOf(channel: Uint8Array, pageSize: number): RawPacket[] {
  const packets: RawPacket[] = [];
  const length = packetBytes(pageSize);
  for (let at = 64; at < channel.length;) {
    const packet = channel.subarray(at, at + length);
    const size = u32(packet, 16) > 0 ? u32(packet, 20) : 0;
    at += length + size;
    packets.push({ packet, payload: channel.subarray(at - size, at) });
  }
  return packets;
}

/** What a packet's header must be; everything that is not named is zero. */
export interface HeaderFields {
  flags: number;
  pagesAlloc: number;
  normalPages: number;
  nextPacketSize: number;
  packetNum: number;
  zeroPages: number;
  ramblock: string;
  offsets: number[];
}

export function headerBytes(fields: HeaderFields, pageSize: number): Uint8Array {
  const bytes = new Uint8Array(packetBytes(pageSize));
  const view = new DataView(bytes.buffer);
  const { flags, pagesAlloc, normalPages, nextPacketSize } = fields;
  const words = [0x11223344, 1, flags, pagesAlloc, normalPages, nextPacketSize];
  words.forEach((word, i) => view.setUint32(4 * i, word));
  view.setBigUint64(24, BigInt(fields.packetNum));
  view.setUint32(32, fields.zeroPages);
  bytes.set(new TextEncoder().encode(fields.ramblock), 64);
  fields.offsets.forEach((offset, i) => view.setBigUint64(320 + 8 * i, BigInt(offset)));
  return bytes;
}

export function greetingBytes(id: number): Uint8Array {
  const bytes = new Uint8Array(64);
  bytes.set([0x11, 0x22, 0x33, 0x44, 0, 0, 0, 1]);
  bytes[24] = id;
  return bytes;
}

/** The big-endian number at a byte. */
export function u32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getUint32(at);
}

function packetBytes(pageSize: number): number {
  return 320 + 8 * (524288 / pageSize);
}
