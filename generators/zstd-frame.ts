/** zstd frames made by hand: with every header that a library may write (RFC 8878, section 3.1.1). */
import * as zlib from "node:zlib";
import { hexOf } from "./wire/hex.ts";

// Read by name: type definitions of some runtimes are older than zstd in node:zlib.
const { constants, zstdCompressSync } = zlib as unknown as {
  constants: Record<string, number>;
  zstdCompressSync(bytes: Uint8Array, options: unknown): Uint8Array;
};

/** What the frame's header has beyond the least. */
export interface FrameHeader {
  /** Bytes of the content size; 0: it is not told. */
  size?: 0 | 2 | 4 | 8;
  /** No window: the content is one. Needs a size. */
  singleSegment?: boolean;
  /** Bytes of the dictionary's id, which is 0: none. */
  dictionary?: 0 | 1 | 2 | 4;
  /** A checksum behind the last block. */
  checksum?: boolean;
}

const MAGIC = 0xfd2fb528;
/** log2 of the most that a block gives, 128 KiB. */
const BLOCK_LOG = 17;
const RLE = 1;

/** A frame of two blocks that gives `length` bytes of one value, in hex. `length` is 512 to 65537. */
export function frameOf(value: number, length: number, header: FrameHeader): string {
  const { size = 0, singleSegment = false, dictionary = 0, checksum = false } = header;
  const descriptor = [0, 2, 4, 8].indexOf(size) << 6 | Number(singleSegment) << 5 |
    Number(checksum) << 2 | [0, 1, 2, 4].indexOf(dictionary);
  return hexOf(Uint8Array.of(
    ...littleEndian(MAGIC, 4),
    descriptor,
    ...(singleSegment ? [] : [windowOf(BLOCK_LOG)]),
    ...littleEndian(0, dictionary),
    ...littleEndian(size === 2 ? length - 256 : length, size),
    ...block(value, length >> 1, 0),
    ...block(value, length - (length >> 1), 1),
    ...(checksum ? checksumOf(new Uint8Array(length).fill(value)) : []),
  ));
}

/** A frame's header with a window of 2^`windowLog` bytes and nothing else, in hex; blocks follow. */
export function frameStart(windowLog: number): string {
  return hexOf(Uint8Array.of(...littleEndian(MAGIC, 4), 0, windowOf(windowLog)));
}

/** A block that gives `length` bytes of one value and is not the frame's last, in hex. `length` is at most 128 KiB. */
export function openBlock(value: number, length: number): string {
  return hexOf(Uint8Array.of(...block(value, length, 0)));
}

function windowOf(log: number): number {
  return log - 10 << 3;
}

function block(value: number, length: number, last: number): number[] {
  return [...littleEndian(length << 3 | RLE << 1 | last, 3), value];
}

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => i < 4 ? value >>> 8 * i & 0xff : 0);
}

/** As the library has it, at the end of a frame of its own. */
function checksumOf(content: Uint8Array): Uint8Array {
  const params = { [constants.ZSTD_c_checksumFlag]: 1 };
  return zstdCompressSync(content, { params }).subarray(-4);
}
