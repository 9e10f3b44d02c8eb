/** The items of a channel in words: a line a packet for people, an object a packet for programs. */
import { blockNameText } from "../../protocol/block-name.ts";
import { FLAG, flagNames } from "../../protocol/flags.ts";
import type { Greeting } from "../../protocol/greeting.ts";
import { VERSION } from "../../protocol/layout.ts";
import type { Packet } from "../../protocol/packet.ts";
import { printable } from "../../reports/hex-text.ts";
import type { ReadPacket } from "./read-channel.ts";

/** Offsets of each part that a line shows. */
const OFFSETS_SHOWN = 3;

export function greetingLine({ id, version, uuid }: Greeting): string {
  const hex = Array.from(uuid, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const dashed = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  return `greeting of channel ${id}: version ${version}, uuid ${dashed}`;
}

/** Stands over the lines of packets. */
export const COLUMNS = columns(
  ["channel", "packet", "byte", "packet_num", "flags", "normal", "zero", "size"],
  "block  offsets",
);

export function packetLine(channel: number, read: ReadPacket): string {
  const { flags, packetNum, normalPages, zeroPages, nextPacketSize } = read.packet;
  const cells = [
    channel,
    read.index,
    read.byteOffset,
    packetNum,
    flagNames(flags),
    normalPages,
    zeroPages,
    nextPacketSize,
  ];
  const { normal, zero } = usedOffsets(read.packet);
  const parts = [printable(JSON.stringify(blockNameText(read.packet.ramblock)))];
  if (normal.length > 0) parts.push(firstOf(normal));
  if (zero.length > 0) parts.push(`zero ${firstOf(zero)}`);
  const odd = oddities(read);
  if (odd.length > 0) parts.push(`(${odd.join("; ")})`);
  return columns(cells.map(String), parts.join("  "));
}

/** Integers of 64 bits as decimal strings. */
export function packetObject(channel: number, read: ReadPacket) {
  const { packet, index, byteOffset, payload } = read;
  const { normal, zero } = usedOffsets(packet);
  return {
    channel,
    packet: index,
    byteOffset,
    version: packet.version,
    flags: packet.flags,
    flagNames: flagNames(packet.flags),
    sync: (packet.flags & FLAG.SYNC) !== 0,
    packetNum: packet.packetNum.toString(),
    pagesAlloc: packet.pagesAlloc,
    normalPages: packet.normalPages,
    zeroPages: packet.zeroPages,
    nextPacketSize: packet.nextPacketSize,
    payloadLength: payload.length,
    ramblock: blockNameText(packet.ramblock),
    normal: Array.from(normal, String),
    zero: Array.from(zero, String),
  };
}

/** As far as the counts fit the packet. */
function usedOffsets({ offsets, normalPages, zeroPages }: Packet) {
  return {
    normal: offsets.subarray(0, normalPages),
    zero: offsets.subarray(normalPages, normalPages + zeroPages),
  };
}

/** What a reader of the line would not guess. */
function oddities({ packet, payload }: ReadPacket): string[] {
  const { version, normalPages, zeroPages, nextPacketSize, offsets } = packet;
  return [
    version === VERSION ? "" : `version ${version}`,
    normalPages + zeroPages <= offsets.length ? "" : `only ${offsets.length} pages fit`,
    normalPages === 0 || payload.length === nextPacketSize ? "" : `${payload.length} bytes follow`,
  ].filter((text) => text !== "");
}

function firstOf(offsets: BigUint64Array): string {
  let shown = "";
  for (const offset of offsets.subarray(0, OFFSETS_SHOWN)) shown += `0x${offset.toString(16)} `;
  return offsets.length > OFFSETS_SHOWN ? `${shown}…` : shown.trimEnd();
}

function columns(cells: string[], rest: string): string {
  const widths = [7, 6, 10, 10, -10, 6, 6, 8];
  const padded = cells.map((cell, i) =>
    widths[i] < 0 ? cell.padEnd(-widths[i]) : cell.padStart(widths[i])
  );
  return `${padded.join("  ")}  ${rest}`;
}
