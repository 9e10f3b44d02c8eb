/** Pages as one piece of memory: a library's call for each page would cost it about as much as the page. */

/** Bytes of the pages together. */
export function lengthOf(pages: readonly Uint8Array[]): number {
  let length = 0;
  for (const page of pages) length += page.length;
  return length;
}

/** One view of pages that lie behind each other in memory, as those of a RAM block mostly do. */
export function contiguous(pages: readonly Uint8Array[]): Uint8Array | undefined {
  if (pages.length === 0) return undefined;
  const { buffer, byteOffset } = pages[0];
  let end = byteOffset;
  for (const page of pages) {
    if (page.buffer !== buffer || page.byteOffset !== end) return undefined;
    end += page.length;
  }
  return new Uint8Array(buffer, byteOffset, end - byteOffset);
}

/** The pages' bytes, copied to the start of `room`. */
export function gather(pages: readonly Uint8Array[], room: Uint8Array): Uint8Array {
  let at = 0;
  for (const page of pages) {
    room.set(page, at);
    at += page.length;
  }
  return room.subarray(0, at);
}

/** Copies `bytes` into the pages, as far as both go. */
export function scatter(bytes: Uint8Array, pages: readonly Uint8Array[]): void {
  let at = 0;
  for (const page of pages) {
    if (at >= bytes.length) break;
    page.set(bytes.subarray(at, at + page.length));
    at += page.length;
  }
}
