/**
 * One view of a page and of those that lie right behind it in memory: one copy costs less than many.
 *
 * @param pageAt Page `index`; asked for in turn, up to the first page that does not adjoin.
 * @param first Index of the page that the view begins with.
 * @param end No page with this index or a higher one is in it; may be a fraction.
 */
export function adjoining(
  pageAt: (index: number) => Uint8Array,
  first: number,
  end: number,
): Uint8Array {
  const { buffer, byteOffset, length } = pageAt(first);
  let total = length;
  for (let index = first + 1; index < end; index++) {
    const next = pageAt(index);
    if (next.buffer !== buffer || next.byteOffset !== byteOffset + total) break;
    total += next.length;
  }
  return new Uint8Array(buffer, byteOffset, total);
}
