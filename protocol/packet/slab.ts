/** Bytes of a slab: smaller ones cost more to make, and of larger ones little kept holds much. */
const SLAB = 128 * 1024;

let slab = new Uint8Array(0);
let used = 0;

/**
 * A copy that nothing else uses, as a view of a larger buffer: V8 takes most of a microsecond for a buffer of its own.
 *
 * @param bytes Their number is a multiple of 8, so that the copy can be seen as u64.
 */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { length } = bytes;
  if (length > SLAB / 8) return new Uint8Array(bytes);
  if (used + length > slab.length) {
    slab = new Uint8Array(SLAB);
    used = 0;
  }
  const copy = new Uint8Array(slab.buffer, used, length);
  copy.set(bytes);
  used += length;
  return copy;
}
