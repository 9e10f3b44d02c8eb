/** The bytes of a packet that a case describes. */
import { blockNameField } from "../../protocol/block-name.ts";
import { FLAG, methodFlag } from "../../protocol/flags.ts";
import { MAGIC, packetLength, pageCountOf, VERSION } from "../../protocol/layout.ts";
import { gather, lengthOf } from "../../protocol/methods/pages.ts";
import { encodePacketInto } from "../../protocol/packet.ts";
import { zeros } from "../../protocol/slab.ts";
import type { PacketSpec } from "../case.ts";
import type { Session } from "./session.ts";
import { bytesOfHex } from "./hex.ts";

const NO_RESERVED = new Uint8Array(28);
const NO_NAME = new Uint8Array(256);
const names = new Map<string, Uint8Array>();

/** Header, offsets and the pieces of the payload in one array, from `take`, which may hold anything. */
export function encodeSpec(
  packet: PacketSpec,
  payload: readonly Uint8Array[],
  session: Session,
  take: (length: number) => Uint8Array<ArrayBuffer> = zeros,
): Uint8Array {
  const pageCount = pageCountOf(session.pageSize);
  const { fields = {}, normal, zero, sync = false } = packet;
  const pages = normal.length + zero.length;
  const bareSync = sync && pages === 0;
  const payloadLength = lengthOf(payload);
  const headerLength = packetLength(pageCount);
  const bytes = take(headerLength + payloadLength);
  encodePacketInto(bytes, {
    magic: fields.magic ?? MAGIC,
    version: fields.version ?? VERSION,
    flags: fields.flags ?? (sync ? FLAG.SYNC : 0) | (bareSync ? 0 : methodFlag(session.method)),
    pagesAlloc: fields.pagesAlloc ?? (bareSync ? 0 : pageCount),
    normalPages: fields.normalPages ?? normal.length,
    nextPacketSize: fields.nextPacketSize ?? payloadLength,
    packetNum: packet.packetNum,
    zeroPages: fields.zeroPages ?? zero.length,
    reserved: fields.reserved === undefined ? NO_RESERVED : bytesOfHex(fields.reserved),
    ramblock: fields.ramblock === undefined
      ? nameField(packet.ramblock)
      : bytesOfHex(fields.ramblock),
    offsets: offsetsOf(packet, pageCount),
  });
  if (payloadLength > 0) gather(payload, bytes.subarray(headerLength));
  return bytes;
}

function nameField(name: string): Uint8Array {
  if (name === "") return NO_NAME;
  const known = names.get(name);
  if (known) return known;
  if (names.size > 1000) names.clear();
  const field = blockNameField(name);
  names.set(name, field);
  return field;
}

/** Of one packet at a time: the codec copies them. */
const room = new BigUint64Array(512);

/** Normal, zero and stale ones, as many as there is room for. */
function offsetsOf({ normal, zero, stale = [] }: PacketSpec, pageCount: number): BigUint64Array {
  const offsets = room.subarray(0, pageCount).fill(0n);
  let i = 0;
  for (const { offset } of normal) if (i < pageCount) offsets[i++] = offset;
  for (const offset of zero) if (i < pageCount) offsets[i++] = offset;
  for (const offset of stale) if (i < pageCount) offsets[i++] = offset;
  return offsets;
}
