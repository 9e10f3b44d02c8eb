/** A receiver's rules on a packet's header and offsets, judged before anything is applied (RCV-29). */
import { blockNameText, findBlock } from "./block-name.ts";
import { type ErrorCode, ProtocolError } from "./errors.ts";
import { FLAG, METHOD_MASK, methodFlag, type MethodName } from "./flags.ts";
import { HEADER_LENGTH, type LayoutName, MAGIC, PACKET_LAYOUT, VERSION } from "./layout.ts";
import { type Packet, parseOn } from "./packet.ts";
import { type Desk, deskFor } from "./packet/desk.ts";
import type { RamBlockInfo } from "./ram.ts";

/**
 * What a receiver takes.
 *
 * @example
 * ```ts
 * import type { PacketLimits, RamBlockInfo } from "@multifd/conformance";
 * const limits: PacketLimits<RamBlockInfo> = {
 *   pageSize: 4096, pageCount: 128, method: "none", blocks: [{ name: "ram", usedLength: 8192 }],
 * };
 * ```
 */
export interface PacketLimits<Block extends RamBlockInfo> {
  /** Bytes. */
  pageSize: number;
  /** Entries of `offset[]`. */
  pageCount: number;
  /** The migration's. */
  method: MethodName;
  /** The guest's. */
  blocks: readonly Block[];
}

/**
 * A packet that may be applied.
 *
 * @example
 * ```ts
 * import type { RamBlockInfo, ValidPacket } from "@multifd/conformance";
 * const isEmpty = ({ block }: ValidPacket<RamBlockInfo>) => block === undefined;
 * ```
 */
export interface ValidPacket<Block extends RamBlockInfo> {
  /** As it was. */
  packet: Packet;
  /** It has the SYNC flag. */
  sync: boolean;
  /** Absent when the packet has no pages: its name means nothing then (RCV-17). */
  block?: Block;
}

/** Bytes a receiver has room for: a longer compressed payload is refused before it is read (RCV-23). */
export const PAYLOAD_ROOM = 1024 * 1024;

/**
 * Judges the fields of a packet: the constants first, then the counts, then what is said about pages, their offsets last.
 *
 * @throws {ProtocolError} for the first rule it breaks: RCV-01 to RCV-08, RCV-10, RCV-12, RCV-21, RCV-23, RCV-24.
 *
 * @example
 * ```ts
 * import { emptyPacket, validatePacket } from "@multifd/conformance";
 * const limits = { pageSize: 4096, pageCount: 128, method: "none", blocks: [] } as const;
 * console.log(validatePacket(emptyPacket(128), limits).sync); // false
 * ```
 */
export function validatePacket<Block extends RamBlockInfo>(
  packet: Packet,
  limits: PacketLimits<Block>,
): ValidPacket<Block> {
  return judged(packet, limits);
}

/**
 * `parsePacketInto` and `validatePacket` in one, a seventh faster: offsets are compared where they were turned around.
 *
 * @throws {ProtocolError} `short`, or for the first rule that the packet breaks.
 * @throws {RangeError} as `parsePacketInto`.
 *
 * @example
 * ```ts
 * import { decodePacketInto, emptyPacket, encodePacket } from "@multifd/conformance";
 * const limits = { pageSize: 4096, pageCount: 128, method: "none", blocks: [] } as const;
 * const packet = emptyPacket(128);
 * console.log(decodePacketInto(packet, encodePacket(emptyPacket(128)), limits).sync); // false
 * ```
 */
export function decodePacketInto<Block extends RamBlockInfo>(
  packet: Packet,
  bytes: Uint8Array,
  limits: PacketLimits<Block>,
  layout: LayoutName = "patch",
): ValidPacket<Block> {
  return judged(packet, limits, parseOn(packet, bytes, layout));
}

/** @param desk Has the entries already. */
function judged<Block extends RamBlockInfo>(
  packet: Packet,
  limits: PacketLimits<Block>,
  desk?: Desk,
): ValidPacket<Block> {
  checkConstants(packet);
  checkCounts(packet, limits.pageCount);
  const { flags, normalPages, zeroPages } = packet;
  const block = normalPages > 0 || zeroPages > 0 ? checkPages(packet, limits) : undefined;
  if (block) checkOffsets(packet, block, limits.pageSize, desk);
  return { packet, sync: (flags & FLAG.SYNC) !== 0, block };
}

/**
 * Offsets of a valid packet's normal pages and of its zero pages: views of `offsets`.
 *
 * @example
 * ```ts
 * import { emptyPacket, pageOffsets } from "@multifd/conformance";
 * const packet = { ...emptyPacket(128), pagesAlloc: 128, normalPages: 2, zeroPages: 1 };
 * packet.offsets.set([0n, 4096n, 8192n]);
 * console.log(pageOffsets(packet).zero); // 8192n alone
 * ```
 */
export function pageOffsets(
  { offsets, normalPages, zeroPages }: Pick<Packet, "offsets" | "normalPages" | "zeroPages">,
): { normal: BigUint64Array; zero: BigUint64Array } {
  return { normal: part(offsets, 0, normalPages), zero: part(offsets, normalPages, zeroPages) };
}

/** As `subarray`, in half the time on Bun. */
function part({ buffer, byteOffset }: BigUint64Array, from: number, length: number) {
  return new BigUint64Array(buffer, byteOffset + 8 * from, length);
}

function checkConstants({ magic, version }: Packet): void {
  if (magic !== MAGIC) throw refuse("magic", "RCV-01", "magic", magic, MAGIC);
  if (version !== VERSION) throw refuse("version", "RCV-02", "version", version, VERSION);
}

/** No sum of two counts, so nothing can wrap around in 32 bits (RCV-05). */
function checkCounts({ pagesAlloc, normalPages, zeroPages }: Packet, pageCount: number): void {
  if (pagesAlloc > pageCount) {
    throw refuse("pages-alloc", "RCV-03", "pagesAlloc", pagesAlloc, pageCount);
  }
  if (normalPages > pagesAlloc) {
    throw refuse("normal-pages", "RCV-04", "normalPages", normalPages, pagesAlloc);
  }
  const left = pagesAlloc - normalPages;
  if (zeroPages > left) throw refuse("zero-pages", "RCV-05", "zeroPages", zeroPages, left);
}

/** What is said about pages, but for their offsets; the block that they are in. */
function checkPages<Block extends RamBlockInfo>(
  packet: Packet,
  { method, blocks }: PacketLimits<Block>,
): Block {
  checkMethod(packet, method);
  if (method !== "none") checkPayloadSize(packet);
  return blockOf(packet, blocks);
}

function checkMethod({ flags }: Packet, method: MethodName): void {
  const bits = flags & METHOD_MASK;
  if (bits !== methodFlag(method)) {
    throw refuse("method", "RCV-12", "flags", bits, methodFlag(method));
  }
}

function checkPayloadSize({ normalPages, nextPacketSize }: Packet): void {
  if (normalPages === 0 && nextPacketSize > 0) {
    throw refuse("packet-size", "RCV-21", "nextPacketSize", nextPacketSize, 0);
  }
  if (nextPacketSize > PAYLOAD_ROOM) {
    throw refuse("packet-size", "RCV-23", "nextPacketSize", nextPacketSize, PAYLOAD_ROOM);
  }
}

function blockOf<Block extends RamBlockInfo>(
  { ramblock }: Packet,
  blocks: readonly Block[],
): Block {
  const block = findBlock(blocks, ramblock);
  if (block) return block;
  throw unknownBlock(ramblock);
}

function unknownBlock(ramblock: Uint8Array): ProtocolError {
  const requirement = ramblock.includes(0) ? "RCV-06" : "RCV-24";
  const name = JSON.stringify(blockNameText(ramblock));
  return refuse("ramblock", requirement, "ramblock", name, "a known RAM block");
}

function checkOffsets(
  packet: Packet,
  { usedLength }: RamBlockInfo,
  pageSize: number,
  desk?: Desk,
): void {
  const { offsets, normalPages, zeroPages } = packet;
  const last = usedLength - pageSize;
  if (!areWithin(offsets, normalPages + zeroPages, last, desk)) {
    throw offsetAbove(packet, BigInt(last));
  }
}

/** @param last Negative where the block is shorter than a page: then no offset is right (RCV-10). */
function offsetAbove({ offsets, normalPages }: Packet, last: bigint): ProtocolError {
  let i = 0;
  while (offsets[i] <= last) i++;
  const isNormal = i < normalPages;
  const requirement = last < 0n ? "RCV-10" : isNormal ? "RCV-07" : "RCV-08";
  return new ProtocolError({
    code: isNormal ? "normal-offset" : "zero-offset",
    requirement,
    field: `offsets[${i}]`,
    byteOffset: HEADER_LENGTH + 8 * i,
    value: offsets[i],
    bound: last,
  });
}

/** True when none of the first offsets is above `last`; which one is, is for a closer look. */
function areWithin(
  offsets: BigUint64Array,
  count: number,
  last: number,
  desk = laidOut(offsets),
): boolean {
  if (last < 0 || count > offsets.length) return false;
  return !desk.hasAbove(last, count);
}

function laidOut(offsets: BigUint64Array): Desk {
  const desk = deskFor(offsets.length);
  desk.entries.set(offsets);
  return desk;
}

function refuse(
  code: ErrorCode,
  requirement: string,
  field: string,
  value: number | string,
  bound: number | string,
): ProtocolError {
  const { offset } = PACKET_LAYOUT.find(({ name }) => name === field)!;
  return new ProtocolError({ code, requirement, field, byteOffset: offset, value, bound });
}
