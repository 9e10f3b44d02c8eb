const MAGIC = 0xfd2fb528;
const RLE = 1;

/**
 * In which payloads of a channel a zstd frame begins, an entry a frame. Walks over headers of frames and blocks
 * (RFC 8878, section 3), and ends at the first thing that is neither.
 */
export function newFrames(payloads: readonly Uint8Array[]): number[] {
  const begins: number[] = [];
  let frame: { checksum: number } | undefined;
  for (const [i, payload] of payloads.entries()) {
    const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
    for (let at = 0; at < payload.length;) {
      if (frame) {
        if (at + 3 > payload.length) return begins;
        const header = view.getUint16(at, true) | view.getUint8(at + 2) << 16;
        const isLast = (header & 1) === 1;
        at += 3 + ((header >> 1 & 3) === RLE ? 1 : header >> 3);
        if (isLast) {
          at += frame.checksum;
          frame = undefined;
        }
        continue;
      }
      if (at + 5 > payload.length || view.getUint32(at, true) !== MAGIC) return begins;
      const descriptor = view.getUint8(at + 4);
      const single = descriptor >> 5 & 1;
      frame = { checksum: descriptor & 4 };
      begins.push(i);
      at += 5 + (1 - single) + [0, 1, 2, 4][descriptor & 3] + [single, 2, 4, 8][descriptor >> 6];
    }
  }
  return begins;
}
