import * as zlib from "node:zlib";
import type { StreamFormat } from "./stream-format.ts";
import { ZstdInspector } from "./zstd-inspector.ts";

// Read by name: type definitions of some runtimes are older than zstd in node:zlib.
const constants = zlib.constants as unknown as Record<string, number>;

/** One frame a channel, ZSTD_e_flush at each packet's end. Receivers also take a new frame. */
export const ZSTD: StreamFormat = {
  method: "zstd",
  levels: [1, 20],
  compress: "ZstdCompress",
  decompress: "ZstdDecompress",
  // Level 1's tables for all: those of level 20 take 70 ms and 170 MB to begin with. The window stays the level's.
  compressOptions: (level) => ({
    params: {
      [constants.ZSTD_c_compressionLevel]: level,
      [constants.ZSTD_c_hashLog]: 14,
      [constants.ZSTD_c_chainLog]: 14,
    },
  }),
  // Level 20 uses windows of 2^25 bytes; a frame that claims more memory is refused.
  decompressOptions: { params: { [constants.ZSTD_d_windowLogMax]: 25 } },
  // A frame with a window of 2^26 bytes and an empty last block.
  forbidden: Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x80, 0x01, 0x00, 0x00),
  flush: { packet: constants.ZSTD_e_flush, end: constants.ZSTD_e_end },
  endsOnce: false,
  createInspector: () => new ZstdInspector(),
};
