/** Which pages have been sent since the last SYNC point (SND-23): one bit a page. */
import type { RamBlock } from "../ram.ts";

export class PageSet {
  readonly #pageSize: number;
  readonly #bits = new Map<RamBlock, Uint8Array>();

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
  }

  /** False when the page was there already. */
  add(block: RamBlock, offset: number): boolean {
    let bits = this.#bits.get(block);
    if (!bits) {
      bits = new Uint8Array(Math.ceil(block.usedLength / this.#pageSize / 8));
      this.#bits.set(block, bits);
    }
    const page = offset / this.#pageSize;
    const bit = 1 << (page % 8);
    const index = Math.floor(page / 8);
    if (bits[index] & bit) return false;
    bits[index] |= bit;
    return true;
  }

  clear(): void {
    this.#bits.clear();
  }
}
