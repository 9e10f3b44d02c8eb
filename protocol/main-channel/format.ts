/** The numbers of the main channel (wire: main channel). All integers are big-endian. */

/** "QEVM". */
export const FILE_MAGIC = 0x5145564d;
export const FILE_VERSION = 3;

/** The byte that begins a section. */
export const SECTION = {
  END_OF_STREAM: 0x00,
  START: 0x01,
  PART: 0x02,
  END: 0x03,
  FULL: 0x04,
  SUBSECTION: 0x05,
  DESCRIPTION: 0x06,
  CONFIGURATION: 0x07,
  COMMAND: 0x08,
  FOOTER: 0x7e,
} as const;

/** The RAM section's name and the version of its data. */
export const RAM_SECTION = "ram";
export const RAM_VERSION = 4;

/** Flags of a word of RAM section data: below the page size, the rest of the word is an address. */
export const WORD = {
  ZERO: 0x02,
  MEM_SIZE: 0x04,
  PAGE: 0x08,
  EOS: 0x10,
  /** The block is that of the word before. */
  CONTINUE: 0x20,
  MULTIFD_FLUSH: 0x200,
} as const;

/** The size in a MEM_SIZE word counts whole units of this many bytes, the smallest page: the flags are below them. */
export const MEM_UNIT = 1024n;

/**
 * A word of RAM section data behind the list of blocks.
 *
 * @example
 * ```ts
 * import type { MainChannelWord } from "@multifd/conformance";
 * const zero: MainChannelWord = { kind: "zero", ramblock: "ram", offset: 4096n };
 * ```
 */
export type MainChannelWord =
  /** The receiver waits for a SYNC packet on every channel (SND-25). */
  | { kind: "flush" }
  /** The end of a section's data; before QEMU 8.1 it is the barrier. */
  | { kind: "eos" }
  /** A zero page (legacy detection). */
  | { kind: "zero"; ramblock: string; offset: bigint }
  /** A page with its data (multifd off, SND-22). */
  | { kind: "page"; ramblock: string; offset: bigint; bytes: Uint8Array };

/** A word that was read. */
export type PlacedWord = MainChannelWord & {
  /** From the first byte of the channel. */
  byteOffset: number;
};
