import type { RamBlock, RamBlockInfo } from "../ram.ts";
import type { BlockHeader } from "./header.ts";

/** One RAM block of a mapped-ram file. */
export class MappedRamBlock implements RamBlockInfo, BlockHeader {
  readonly name: string;
  readonly usedLength: number;
  readonly pageSize: number;
  readonly bitmapOffset: number;
  readonly pagesOffset: number;
  /** Whole pages. */
  readonly pageCount: number;
  readonly #file: Uint8Array;

  /** @param header Its offsets have been checked against the file. */
  constructor(file: Uint8Array, { name, usedLength }: RamBlockInfo, header: BlockHeader) {
    this.#file = file;
    this.name = name;
    this.usedLength = usedLength;
    this.pageSize = header.pageSize;
    this.bitmapOffset = header.bitmapOffset;
    this.pagesOffset = header.pagesOffset;
    this.pageCount = Math.floor(usedLength / header.pageSize);
  }

  /** True when the file has the page; lowest bit first. */
  isSet(page: number): boolean {
    this.#check(page);
    return (this.#file[this.bitmapOffset + Math.floor(page / 8)] >> (page % 8) & 1) === 1;
  }

  /** The page's bytes in the file: a view, and without meaning while the page's bit is clear. */
  page(page: number): Uint8Array {
    this.#check(page);
    const start = this.pagesOffset + page * this.pageSize;
    return this.#file.subarray(start, start + this.pageSize);
  }

  /** The block's RAM: pages from the file where the bit is set, zero elsewhere. */
  rebuild(): RamBlock {
    const { name, usedLength, pageSize } = this;
    const bytes = new Uint8Array(usedLength);
    for (let page = 0; page < this.pageCount; page++) {
      if (this.isSet(page)) bytes.set(this.page(page), page * pageSize);
    }
    return { name, usedLength, bytes };
  }

  #check(page: number): void {
    if (!Number.isInteger(page) || page < 0 || page >= this.pageCount) {
      throw new RangeError(`page: ${page} is not an integer from 0 to ${this.pageCount - 1}`);
    }
  }
}
