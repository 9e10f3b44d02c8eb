/**
 * Pages that lie behind each other in memory as one view, in the same order: pages of a RAM block mostly do, and every
 * call of a library costs about as much as a page.
 */
export function runsOf(pages: readonly Uint8Array[]): Uint8Array[] {
  const runs: Uint8Array[] = [];
  for (let i = 0; i < pages.length;) {
    const { buffer, byteOffset } = pages[i];
    let end = byteOffset;
    do {
      end += pages[i++].length;
    } while (i < pages.length && pages[i].buffer === buffer && pages[i].byteOffset === end);
    if (end > byteOffset) runs.push(new Uint8Array(buffer, byteOffset, end - byteOffset));
  }
  return runs;
}
