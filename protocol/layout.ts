/**
 * The one table of the wire: fields of MultiFDPacket_t and of the channel greeting (LAY-01, LAY-08).
 * Everything that names a byte offset reads it here.
 */

/**
 * How a field's bytes are read. All integers are big-endian.
 *
 * @example
 * ```ts
 * import type { FieldType } from "@multifd/conformance";
 * const bytesOf: Partial<Record<FieldType, number>> = { u8: 1, u32: 4, u64: 8 };
 * ```
 */
export type FieldType = "u8" | "u32" | "u64" | "bytes" | "string" | "u64[]";

/**
 * Which layout a stream has: the patch's, or that of QEMU 8.2 and older, without `zeroPages`.
 *
 * @example
 * ```ts
 * import type { LayoutName } from "@multifd/conformance";
 * const old: LayoutName = "before-patch";
 * ```
 */
export type LayoutName = "patch" | "before-patch";

/**
 * A field of a packet or a greeting.
 *
 * @example
 * ```ts
 * import { type Field, PACKET_LAYOUT } from "@multifd/conformance";
 * const row = ({ wire, offset, size }: Field) => `${wire} ${offset} ${size}`;
 * console.log(PACKET_LAYOUT.map(row).join("\n"));
 * ```
 */
export interface Field {
  /** The project's name for it; `wire` is QEMU's. */
  name: string;
  /** QEMU's name. */
  wire: string;
  /** Byte offset from the start of the packet or greeting. */
  offset: number;
  /** Bytes; 0 for `offset[]`, which takes 8 × page_count. */
  size: number;
  /** How its bytes are read. */
  type: FieldType;
  /** The layout that introduced it, where it was not always there. */
  since?: LayoutName;
  /** For people. */
  note: string;
}

export const MAGIC = 0x11223344;
export const VERSION = 1;
/** Bytes of a packet before `offset[]`. */
export const HEADER_LENGTH = 320;
export const GREETING_LENGTH = 64;
/** Bytes of RAM that one full packet covers; page_count follows from it. */
export const PACKET_RAM = 512 * 1024;

const COMMON: readonly Field[] = [
  { name: "magic", wire: "magic", offset: 0, size: 4, type: "u32", note: "0x11223344" },
  { name: "version", wire: "version", offset: 4, size: 4, type: "u32", note: "1" },
  {
    name: "flags",
    wire: "flags",
    offset: 8,
    size: 4,
    type: "u32",
    note: "0x1 SYNC; method in 0xe: 0 none, 0x2 zlib, 0x4 zstd",
  },
  {
    name: "pagesAlloc",
    wire: "pages_alloc",
    offset: 12,
    size: 4,
    type: "u32",
    note: "capacity of offset[]",
  },
  {
    name: "normalPages",
    wire: "normal_pages",
    offset: 16,
    size: 4,
    type: "u32",
    note: "pages whose data follows",
  },
  {
    name: "nextPacketSize",
    wire: "next_packet_size",
    offset: 20,
    size: 4,
    type: "u32",
    note: "bytes of page data that follow",
  },
  {
    name: "packetNum",
    wire: "packet_num",
    offset: 24,
    size: 8,
    type: "u64",
    note: "one counter for all channels",
  },
];

const TAIL: readonly Field[] = [
  {
    name: "ramblock",
    wire: "ramblock",
    offset: 64,
    size: 256,
    type: "string",
    note: "NUL-terminated block name",
  },
  {
    name: "offsets",
    wire: "offset",
    offset: 320,
    size: 0,
    type: "u64[]",
    note: "normal pages first, then zero pages",
  },
];

/**
 * MultiFDPacket_t as the patch has it.
 *
 * @example
 * ```ts
 * import { PACKET_LAYOUT } from "@multifd/conformance";
 * console.log(PACKET_LAYOUT.find((f) => f.name === "zeroPages")?.offset); // 32
 * ```
 */
export const PACKET_LAYOUT: readonly Field[] = [
  ...COMMON,
  {
    name: "zeroPages",
    wire: "zero_pages",
    offset: 32,
    size: 4,
    type: "u32",
    since: "patch",
    note: "pages that are all zero",
  },
  { name: "unused32", wire: "unused32", offset: 36, size: 4, type: "bytes", note: "reserved" },
  { name: "unused64", wire: "unused64", offset: 40, size: 24, type: "bytes", note: "reserved" },
  ...TAIL,
];

/** MultiFDPacket_t before the patch. */
export const PACKET_LAYOUT_BEFORE_PATCH: readonly Field[] = [
  ...COMMON,
  { name: "unused", wire: "unused", offset: 32, size: 32, type: "bytes", note: "reserved" },
  ...TAIL,
];

/**
 * MultiFDInit_t, the first bytes of every channel.
 *
 * @example
 * ```ts
 * import { GREETING_LAYOUT } from "@multifd/conformance";
 * console.log(GREETING_LAYOUT.find((f) => f.name === "id")?.offset); // 24
 * ```
 */
export const GREETING_LAYOUT: readonly Field[] = [
  { name: "magic", wire: "magic", offset: 0, size: 4, type: "u32", note: "0x11223344" },
  { name: "version", wire: "version", offset: 4, size: 4, type: "u32", note: "1" },
  {
    name: "uuid",
    wire: "uuid",
    offset: 8,
    size: 16,
    type: "bytes",
    note: "the VM's; zero when none is set",
  },
  { name: "id", wire: "id", offset: 24, size: 1, type: "u8", note: "below the number of channels" },
  { name: "unused1", wire: "unused1", offset: 25, size: 7, type: "bytes", note: "reserved" },
  { name: "unused2", wire: "unused2", offset: 32, size: 32, type: "bytes", note: "reserved" },
];

/** The packet's fields in a layout. */
export function packetLayout(layout: LayoutName): readonly Field[] {
  return layout === "patch" ? PACKET_LAYOUT : PACKET_LAYOUT_BEFORE_PATCH;
}

/**
 * Entries of `offset[]` for a page size in bytes: 128 for 4 KiB pages.
 *
 * @example
 * ```ts
 * import { pageCountOf } from "@multifd/conformance";
 * console.log(pageCountOf(4096)); // 128
 * ```
 */
export function pageCountOf(pageSize: number): number {
  return PACKET_RAM / pageSize;
}

/**
 * Bytes of a packet on the wire, whatever it carries (LAY-02).
 *
 * @example
 * ```ts
 * import { packetLength, pageCountOf } from "@multifd/conformance";
 * console.log(packetLength(pageCountOf(4096))); // 1344
 * ```
 */
export function packetLength(pageCount: number): number {
  return HEADER_LENGTH + 8 * pageCount;
}
