/**
 * MultiFDPacket_t: bytes to fields and back (LAY-01, LAY-02). Written by hand for speed; a property holds it against
 * the table in `layout.ts`. Whether the values make sense is for `validate.ts`.
 */
import { NAME_FIELD_LENGTH } from "./block-name.ts";
import { ProtocolError } from "./errors.ts";
import { HEADER_LENGTH, type LayoutName, MAGIC, packetLength, VERSION } from "./layout.ts";
import { type Desk, deskFor } from "./packet/desk.ts";
import { frameOf } from "./packet/frame.ts";
import { copyOf, placeCopy, placeZeros } from "./slab.ts";

/**
 * Fields as they stand on the wire. A receiver works with what `validatePacket` makes of them.
 *
 * @example
 * ```ts
 * import type { Packet } from "@multifd/conformance";
 * const pagesOf = ({ normalPages, zeroPages }: Packet) => normalPages + zeroPages;
 * ```
 */
export interface Packet {
  /** 0x11223344. */
  magic: number;
  /** 1. */
  version: number;
  /** Bits of `FLAG`. */
  flags: number;
  /** Capacity of `offset[]` that the sender claims. */
  pagesAlloc: number;
  /** Pages whose data follows. */
  normalPages: number;
  /** Bytes of page data that follow. */
  nextPacketSize: number;
  /** One counter for all channels. */
  packetNum: bigint;
  /** 0 in the layout before the patch, which has no such field. */
  zeroPages: number;
  /** Bytes 36 to 63; in the layout before the patch 32 to 63, or the last 28 of them. */
  reserved: Uint8Array;
  /** 256 bytes. */
  ramblock: Uint8Array;
  /** All entries, those behind the used ones too. */
  offsets: BigUint64Array;
}

const RESERVED_AT = { patch: 36, "before-patch": 32 } as const;
const NAME_AT = 64;

/**
 * How many entries `offset[]` has, and whose layout it is.
 *
 * @example
 * ```ts
 * import type { PacketShape } from "@multifd/conformance";
 * const shape: PacketShape = { pageCount: 128 };
 * ```
 */
export interface PacketShape {
  /** Entries of `offset[]`. */
  pageCount: number;
  /** Default: `patch`. */
  layout?: LayoutName;
}

/**
 * Bytes to fields; never fails on values. The packet shares no memory with `bytes`; those behind it are left alone.
 * Its arrays may be views of a larger buffer.
 *
 * @throws {ProtocolError} `short` when there are fewer bytes than a packet has (LAY-02).
 * @throws {RangeError} `pageCount` is no count.
 *
 * @example
 * ```ts
 * import { emptyPacket, encodePacket, parsePacket } from "@multifd/conformance";
 * console.log(parsePacket(encodePacket(emptyPacket(128)), { pageCount: 128 }).packetNum); // 0n
 * ```
 */
export function parsePacket(
  bytes: Uint8Array,
  { pageCount, layout = "patch" }: PacketShape,
): Packet {
  checkPageCount(pageCount);
  const desk = laidOut(bytes, pageCount);
  desk.swap(pageCount);
  const { bytes: { buffer }, at } = placeCopy(desk.window(pageCount).bytes);
  const packet = packetIn(buffer, at, pageCount, RESERVED_AT[layout]);
  readFields(packet, desk, layout);
  return packet;
}

/**
 * As `parsePacket`, into a packet that is there, which is three times as fast: it loses what it was. Its `offsets` say how
 * many entries the bytes have; its arrays stay the same.
 *
 * @throws {ProtocolError} `short` as `parsePacket`.
 * @throws {RangeError} `ramblock` or `reserved` has another length than its field.
 *
 * @example
 * ```ts
 * import { emptyPacket, encodePacket, parsePacketInto } from "@multifd/conformance";
 * const packet = emptyPacket(128);
 * for (const packetNum of [0n, 1n]) {
 *   parsePacketInto(packet, encodePacket({ ...emptyPacket(128), packetNum }));
 *   console.log(packet.packetNum);
 * }
 * ```
 */
export function parsePacketInto(
  packet: Packet,
  bytes: Uint8Array,
  layout: LayoutName = "patch",
): void {
  parseOn(packet, bytes, layout);
}

/** As `parsePacketInto`. Returns the desk that has the entries, until the next call into the codec. */
export function parseOn(packet: Packet, bytes: Uint8Array, layout: LayoutName): Desk {
  const { reserved, ramblock, offsets } = packet;
  checkLength("ramblock", ramblock, NAME_FIELD_LENGTH);
  checkLength("reserved", reserved, NAME_AT - RESERVED_AT[layout]);
  const desk = laidOut(bytes, offsets.length);
  readFields(packet, desk, layout);
  desk.swap(offsets.length);
  const window = desk.window(offsets.length);
  const frame = frameOf(packet);
  if (frame !== undefined) {
    frame.set(layout === "patch" ? window.frame : window.frameBeforePatch);
  } else {
    reserved.set(layout === "patch" ? desk.reserved : desk.reservedBeforePatch);
    ramblock.set(desk.ramblock);
    offsets.set(window.entries);
  }
  return desk;
}

/**
 * Fields to the packet's 320 + 8 × page_count bytes; page_count is the length of `offsets`. Values are written as they
 * are, cut to their fields' sizes. The bytes are the caller's, but may be a view of a larger buffer.
 *
 * @throws {RangeError} `ramblock` or `reserved` has another length than its field, or the layout has no place for
 * `zeroPages`.
 *
 * @example
 * ```ts
 * import { emptyPacket, encodePacket, FLAG } from "@multifd/conformance";
 * const bytes = encodePacket({ ...emptyPacket(128), flags: FLAG.SYNC });
 * console.log(bytes.length); // 1344
 * ```
 */
export function encodePacket(packet: Packet, layout: LayoutName = "patch"): Uint8Array {
  checkLengths(packet, layout);
  return copyOf(written(packet));
}

/**
 * As `encodePacket`, into the first bytes of `target`, which is three times as fast. Whoever has been given `target`, and
 * has not sent it yet, sees it change.
 *
 * @throws {RangeError} as `encodePacket`, and where `target` is shorter than the packet.
 *
 * @example
 * ```ts
 * import { emptyPacket, encodePacketInto, packetLength } from "@multifd/conformance";
 * const target = new Uint8Array(packetLength(128) + 4096);
 * encodePacketInto(target, emptyPacket(128));
 * ```
 */
export function encodePacketInto(
  target: Uint8Array,
  packet: Packet,
  layout: LayoutName = "patch",
): void {
  checkLengths(packet, layout);
  const length = packetLength(packet.offsets.length);
  if (target.length < length) {
    throw new RangeError(`target: ${target.length} bytes, fewer than the packet's ${length}`);
  }
  target.set(written(packet));
}

/**
 * A packet of the patch's layout with magic and version, and zero everywhere else.
 *
 * @throws {RangeError} `pageCount` is no count.
 *
 * @example
 * ```ts
 * import { emptyPacket } from "@multifd/conformance";
 * console.log(emptyPacket(128).offsets.length); // 128
 * ```
 */
export function emptyPacket(pageCount: number): Packet {
  checkPageCount(pageCount);
  const { bytes: { buffer }, at } = placeZeros(packetLength(pageCount));
  return packetIn(buffer, at, pageCount, RESERVED_AT.patch);
}

/** A packet with magic and version whose arrays are views of `buffer`. */
function packetIn(buffer: ArrayBuffer, at: number, pageCount: number, reservedAt: number): Packet {
  return {
    magic: MAGIC,
    version: VERSION,
    flags: 0,
    pagesAlloc: 0,
    normalPages: 0,
    nextPacketSize: 0,
    packetNum: 0n,
    zeroPages: 0,
    reserved: new Uint8Array(buffer, at + reservedAt, NAME_AT - reservedAt),
    ramblock: new Uint8Array(buffer, at + NAME_AT, NAME_FIELD_LENGTH),
    offsets: new BigUint64Array(buffer, at + HEADER_LENGTH, pageCount),
  };
}

function checkPageCount(pageCount: number): void {
  if (!Number.isInteger(pageCount) || pageCount < 0) {
    throw new RangeError(`pageCount: ${pageCount} is not an integer of 0 or more`);
  }
}

/** A packet's bytes on a desk. */
function laidOut(bytes: Uint8Array, pageCount: number): Desk {
  const length = packetLength(pageCount);
  if (bytes.length < length) throw short(bytes.length, length);
  const desk = deskFor(pageCount);
  desk.bytes.set(bytes.length === length ? bytes : bytes.subarray(0, length));
  return desk;
}

function short(length: number, bound: number): ProtocolError {
  return new ProtocolError({
    code: "short",
    requirement: "LAY-02",
    field: "packet",
    byteOffset: length,
    value: length,
    bound,
  });
}

function readFields(packet: Packet, { view }: Desk, layout: LayoutName): void {
  packet.magic = view.getUint32(0);
  packet.version = view.getUint32(4);
  packet.flags = view.getUint32(8);
  packet.pagesAlloc = view.getUint32(12);
  packet.normalPages = view.getUint32(16);
  packet.nextPacketSize = view.getUint32(20);
  packet.packetNum = view.getBigUint64(24);
  packet.zeroPages = layout === "patch" ? view.getUint32(32) : 0;
}

/** The packet's bytes, on a desk. */
function written(packet: Packet): Uint8Array {
  const { reserved, ramblock, offsets } = packet;
  const desk = deskFor(offsets.length);
  const { bytes, view } = desk;
  view.setUint32(0, packet.magic);
  view.setUint32(4, packet.version);
  view.setUint32(8, packet.flags);
  view.setUint32(12, packet.pagesAlloc);
  view.setUint32(16, packet.normalPages);
  view.setUint32(20, packet.nextPacketSize);
  view.setBigUint64(24, packet.packetNum);
  view.setUint32(32, packet.zeroPages); // Before the patch: zero, then reserved bytes.
  const frame = frameOf(packet);
  if (frame !== undefined) {
    bytes.set(frame, NAME_AT - reserved.length);
  } else {
    bytes.set(reserved, NAME_AT - reserved.length);
    bytes.set(ramblock, NAME_AT);
    desk.entries.set(offsets);
  }
  desk.swap(offsets.length);
  return desk.window(offsets.length).bytes;
}

function checkLengths({ ramblock, reserved, zeroPages }: Packet, layout: LayoutName): void {
  checkLength("ramblock", ramblock, NAME_FIELD_LENGTH);
  const least = NAME_AT - RESERVED_AT.patch, most = NAME_AT - RESERVED_AT[layout];
  if (reserved.length !== least) checkLength("reserved", reserved, most);
  if (layout === "before-patch" && zeroPages !== 0) {
    throw new RangeError(
      `zeroPages: ${zeroPages}, but the layout before the patch has no such field`,
    );
  }
}

function checkLength(name: string, field: Uint8Array, length: number): void {
  if (field.length !== length) {
    throw new RangeError(`${name}: ${field.length} bytes, not ${length}`);
  }
}
