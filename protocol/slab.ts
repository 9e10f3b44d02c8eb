/** Bytes of a slab: smaller ones cost more to make, and of larger ones little kept holds much. */
const SLAB = 64 * 1024;

/** Where bytes stand. */
export interface Place {
  bytes: Uint8Array<ArrayBuffer>;
  at: number;
}

let slab = new Uint8Array(SLAB);
let used = 0;

/**
 * Room of zeros that nothing else uses, in a larger buffer: V8 takes most of a microsecond for a buffer of its own. It
 * begins at a multiple of 8, so that it can be seen as u64.
 */
export function placeZeros(length: number): Place {
  if (length > SLAB / 8) return { bytes: new Uint8Array(length), at: 0 };
  if (used + length > SLAB) {
    slab = new Uint8Array(SLAB);
    used = 0;
  }
  const at = used;
  used = (at + length + 7) & ~7;
  return { bytes: slab, at };
}

/** The same for a copy of some bytes. */
export function placeCopy(bytes: Uint8Array): Place {
  const place = placeZeros(bytes.length);
  place.bytes.set(bytes, place.at);
  return place;
}

/** As `placeZeros`, as a view. */
export function zeros(length: number): Uint8Array<ArrayBuffer> {
  const { bytes: { buffer }, at } = placeZeros(length);
  return new Uint8Array(buffer, at, length);
}

/** As `placeCopy`, as a view. */
export function copyOf(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { bytes: { buffer }, at } = placeCopy(bytes);
  return new Uint8Array(buffer, at, bytes.length);
}
