import { Buffer } from "node:buffer";
import { constants } from "node:zlib";
import type { PayloadInspector, StreamFormat } from "./stream-format.ts";

/** One deflate stream a channel, Z_SYNC_FLUSH at each packet's end. */
export const ZLIB: StreamFormat = {
  method: "zlib",
  levels: [0, 9],
  compress: "Deflate",
  decompress: "Inflate",
  // zlib-ng's level 1 takes up to 9 bits for a byte: 553,016 bytes for 512 KiB of noise, which is above compressBound.
  compressOptions: (level) => ({ level: level === 1 ? 2 : level }),
  decompressOptions: {},
  forbidden: Uint8Array.of(0x55, 0x55),
  flush: { packet: constants.Z_SYNC_FLUSH, end: constants.Z_FINISH },
  endsOnce: true,
  createInspector: () => INSPECTOR,
};

/** Every flush ends so. A stream never does: it ends with its Adler-32, whose halves are below 65521. */
const FLUSH_TAIL = Uint8Array.of(0x00, 0x00, 0xff, 0xff);

/** Bytes that inflating may have taken in and not used yet. */
const READ_AHEAD = 4;

const INSPECTOR: PayloadInspector = {
  surplusAt(payload, full) {
    if (this.isFlushed(payload)) return undefined;
    // Without a tail the packet may have been cut in it, which is taken; behind a tail nothing may follow.
    const from = Math.max(0, full - READ_AHEAD);
    const tail = Buffer.from(payload.buffer, payload.byteOffset + from, payload.length - from)
      .lastIndexOf(FLUSH_TAIL);
    return tail < 0 ? undefined : from + tail + FLUSH_TAIL.length;
  },
  isFlushed(payload) {
    const start = payload.length - FLUSH_TAIL.length;
    return start >= 0 && FLUSH_TAIL.every((byte, i) => payload[start + i] === byte);
  },
};
