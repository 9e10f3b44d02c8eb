/** From a captured frame to the TCP segment in it. */
import type { Frame } from "./capture-frames.ts";

export interface Segment {
  /** Which of the two directions of which connection. */
  stream: string;
  /** Sequence number of the first byte, 32 bits. */
  sequence: number;
  syn: boolean;
  payload: Uint8Array;
}

/** Undefined for a frame that holds no whole TCP header over IPv4 or IPv6. */
export function tcpSegment({ linkType, data }: Frame): Segment | undefined {
  const packet = LINKS[linkType]?.(data);
  if (!packet || packet.length < 20) return undefined;
  const version = packet[0] >> 4;
  const ip = version === 4 ? ipv4(packet) : version === 6 ? ipv6(packet) : undefined;
  if (!ip || ip.protocol !== TCP || ip.body.length < 20) return undefined;
  const { body, addresses } = ip;
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const header = (body[12] >> 4) * 4;
  if (header < 20 || header > body.length) return undefined;
  return {
    stream: `${addresses} ${view.getUint16(0)} ${view.getUint16(2)}`,
    sequence: view.getUint32(4),
    syn: (body[13] & 0x02) !== 0,
    payload: body.subarray(header),
  };
}

const TCP = 6;
const IP_TYPES = new Set([0x0800, 0x86dd]);
const VLAN_TYPES = new Set([0x8100, 0x88a8]);

/** The IP packet in a frame, by link type. */
const LINKS: Record<number, (frame: Uint8Array) => Uint8Array | undefined> = {
  /** BSD loopback: a word of the family. */
  0: (frame) => frame.subarray(4),
  1: ethernet,
  /** Raw IP, by both of its numbers. */
  12: (frame) => frame,
  101: (frame) => frame,
  /** Linux "any", and its second version. */
  113: (frame) => behindType(frame, 14),
  276: (frame) => IP_TYPES.has(u16(frame, 0)) ? frame.subarray(20) : undefined,
};

function ethernet(frame: Uint8Array): Uint8Array | undefined {
  let at = 12;
  while (VLAN_TYPES.has(u16(frame, at))) at += 4;
  return behindType(frame, at);
}

function behindType(frame: Uint8Array, at: number): Uint8Array | undefined {
  return IP_TYPES.has(u16(frame, at)) ? frame.subarray(at + 2) : undefined;
}

interface Ip {
  protocol: number;
  addresses: string;
  body: Uint8Array;
}

function ipv4(packet: Uint8Array): Ip | undefined {
  const header = (packet[0] & 0x0f) * 4;
  // A fragment has no header of its own, or not all of the data.
  if (header < 20 || (u16(packet, 6) & 0x3fff) !== 0) return undefined;
  // 0: segmentation was left to the network card.
  const total = u16(packet, 2) || packet.length;
  return {
    protocol: packet[9],
    addresses: packet.subarray(12, 20).join("."),
    body: packet.subarray(header, total),
  };
}

/** Headers of hop-by-hop options, routing and destination options may stand before TCP. */
const EXTENSIONS = new Set([0, 43, 60]);

function ipv6(packet: Uint8Array): Ip | undefined {
  if (packet.length < 40) return undefined;
  const length = u16(packet, 4);
  const end = length === 0 ? packet.length : 40 + length;
  let protocol = packet[6];
  let at = 40;
  while (EXTENSIONS.has(protocol) && at + 2 <= packet.length) {
    protocol = packet[at];
    at += 8 + packet[at + 1] * 8;
  }
  return {
    protocol,
    addresses: packet.subarray(8, 40).join("."),
    body: packet.subarray(at, Math.max(at, end)),
  };
}

function u16(bytes: Uint8Array, at: number): number {
  return at + 2 <= bytes.length ? bytes[at] << 8 | bytes[at + 1] : -1;
}
