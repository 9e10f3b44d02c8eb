/** RAM that is shown page by page; as bytes only to whoever asks. */
import { concat } from "@std/bytes";
import type { PagedBlock, RamBlock } from "../protocol/ram.ts";

export class PagedRam implements RamBlock, PagedBlock {
  readonly name: string;
  readonly usedLength: number;
  readonly pages: Uint8Array[];
  #bytes?: Uint8Array;

  constructor({ name, usedLength, pages }: PagedBlock) {
    this.name = name;
    this.usedLength = usedLength;
    this.pages = pages;
  }

  get bytes(): Uint8Array {
    return this.#bytes ??= concat(this.pages);
  }
}
