import { equals } from "@std/bytes";
import { blockNameField } from "../../protocol/block-name.ts";
import { methodFlag, type MethodName } from "../../protocol/flags.ts";
import { MAGIC, pageCountOf, VERSION } from "../../protocol/layout.ts";
import { type Packet, parsePacket } from "../../protocol/packet.ts";
import type { RamBlockInfo } from "../../protocol/ram.ts";
import { validatePacket } from "../../protocol/validate.ts";
import type { PacketSpec } from "../case.ts";
import { bytesOfHex } from "../wire/hex.ts";
import { encodeSpec } from "../wire/packet.ts";

export interface RoundTripSettings {
  pageSize: number;
  method: MethodName;
  /** Of every packet. */
  block: RamBlockInfo;
}

/**
 * Encodes a legal packet, decodes and validates it. What it returns throws an Error that names a field which does not
 * come back as it went.
 */
export function roundTrip({ pageSize, method, block }: RoundTripSettings) {
  const pageCount = pageCountOf(pageSize);
  const session = { pageSize, method, channels: 1, level: 1 };
  const limits = { pageSize, pageCount, method, blocks: [block] };
  const constants = {
    flags: methodFlag(method),
    pagesAlloc: pageCount,
    ramblock: blockNameField(block.name),
  };
  return (spec: PacketSpec): void => {
    const bytes = encodeSpec(spec, [], session);
    const valid = validatePacket(parsePacket(bytes, { pageCount }), limits);
    same("block", valid.block, spec.normal.length + spec.zero.length === 0 ? undefined : block);
    compare(valid.packet, spec, constants);
  };
}

function compare(
  packet: Packet,
  spec: PacketSpec,
  constants: Pick<Packet, "flags" | "pagesAlloc" | "ramblock">,
): void {
  const { fields, normal, zero } = spec;
  same("magic", packet.magic, MAGIC);
  same("version", packet.version, VERSION);
  same("flags", packet.flags, constants.flags);
  same("pagesAlloc", packet.pagesAlloc, fields?.pagesAlloc ?? constants.pagesAlloc);
  same("normalPages", packet.normalPages, normal.length);
  same("nextPacketSize", packet.nextPacketSize, 0);
  same("packetNum", packet.packetNum, spec.packetNum);
  same("zeroPages", packet.zeroPages, zero.length);
  const reserved = fields?.reserved === undefined ? NO_RESERVED : bytesOfHex(fields.reserved);
  same("reserved", equals(packet.reserved, reserved), true);
  same("ramblock", equals(packet.ramblock, constants.ramblock), true);
  compareOffsets(packet.offsets, spec);
}

/** Normal pages, zero pages, stale entries, nothing. */
function compareOffsets(offsets: BigUint64Array, { normal, zero, stale = [] }: PacketSpec): void {
  let i = 0;
  for (const { offset } of normal) if (offsets[i++] !== offset) throw other(offsets, i - 1);
  for (const offset of zero) if (offsets[i++] !== offset) throw other(offsets, i - 1);
  for (const offset of stale) if (offsets[i++] !== offset) throw other(offsets, i - 1);
  while (i < offsets.length) if (offsets[i++] !== 0n) throw other(offsets, i - 1);
}

function other(offsets: BigUint64Array, i: number): Error {
  return new Error(`offsets[${i}]: ${offsets[i]} came back`);
}

function same<T>(field: string, came: T, went: T): void {
  if (came !== went) throw new Error(`${field}: ${went} went, ${came} came back`);
}

const NO_RESERVED = new Uint8Array(28);
