import type { PayloadInspector } from "./stream-format.ts";

const MAGIC = 0xfd2fb528;
/** The low four bits are free. */
const SKIPPABLE_MAGIC = 0x184d2a50;
const RLE = 1;

/**
 * Walks over the frames and blocks of one channel's payloads (RFC 8878, section 3), by their headers alone. A flush ends
 * a block, so each payload begins and ends between blocks or between frames.
 */
export class ZstdInspector implements PayloadInspector {
  #inFrame = false;
  #checksum = false;

  surplusAt(payload: Uint8Array): number | undefined {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    for (let at = 0; at < payload.length;) {
      const end = this.#inFrame ? this.#blockEnd(view, at) : this.#headerEnd(view, at);
      if (end > payload.length) return at;
      at = end;
    }
    return undefined;
  }

  /** Nothing but whole blocks ever leaves pages complete, so this has no more to say. */
  isFlushed(): boolean {
    return true;
  }

  /** Behind the block at `at`, and its frame's checksum if it is the last; infinity if not even its header is there. */
  #blockEnd(view: DataView, at: number): number {
    if (at + 3 > view.byteLength) return Infinity;
    const header = view.getUint16(at, true) | view.getUint8(at + 2) << 16;
    const isLast = (header & 1) === 1;
    const length = (header >> 1 & 3) === RLE ? 1 : header >> 3;
    if (isLast) this.#inFrame = false;
    return at + 3 + length + (isLast && this.#checksum ? 4 : 0);
  }

  /** Behind the frame header at `at`, or behind the whole frame if it is a skippable one. */
  #headerEnd(view: DataView, at: number): number {
    if (at + 5 > view.byteLength) return Infinity;
    const magic = view.getUint32(at, true);
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE_MAGIC) {
      return at + 8 > view.byteLength ? Infinity : at + 8 + view.getUint32(at + 4, true);
    }
    if (magic !== MAGIC) return Infinity;
    const descriptor = view.getUint8(at + 4);
    const singleSegment = descriptor >> 5 & 1;
    const dictionary = [0, 1, 2, 4][descriptor & 3];
    const contentSize = [singleSegment, 2, 4, 8][descriptor >> 6];
    this.#inFrame = true;
    this.#checksum = (descriptor >> 2 & 1) === 1;
    return at + 5 + (1 - singleSegment) + dictionary + contentSize;
  }
}
