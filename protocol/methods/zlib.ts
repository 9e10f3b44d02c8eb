import { constants } from "node:zlib";
import type { StreamFormat } from "./stream-format.ts";

/** One deflate stream a channel, Z_SYNC_FLUSH at each packet's end. */
export const ZLIB: StreamFormat = {
  method: "zlib",
  levels: [0, 9],
  compress: "Deflate",
  decompress: "Inflate",
  compressOptions: (level) => ({ level }),
  decompressOptions: {},
  flush: {
    none: constants.Z_NO_FLUSH,
    packet: constants.Z_SYNC_FLUSH,
    end: constants.Z_FINISH,
  },
  endsOnce: true,
  // A stream ends with its Adler-32, whose halves are below 65521: never ff ff.
  flushTail: Uint8Array.of(0x00, 0x00, 0xff, 0xff),
};
