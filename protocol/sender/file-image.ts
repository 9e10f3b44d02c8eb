import { concat } from "@std/bytes";
import { beginning, blockEntry, endOfData, MainChannelWriter } from "../main-channel/writer.ts";
import {
  bitmapLength,
  BLOCK_HEADER_LENGTH,
  blockHeader,
  CAPABILITY,
  PAGES_ALIGNMENT,
} from "../mapped-ram/header.ts";
import type { RamBlock } from "../ram.ts";

/** A mapped-ram file in the making: it is whole at any time (SND-20, SND-21). */
export class FileImage {
  readonly #pageSize: number;
  readonly #places = new Map<RamBlock, { bitmapOffset: number; pagesOffset: number }>();
  /** The file as it is; the next page is written into it. */
  readonly bytes: Uint8Array;

  /** A file with no page in it, in zeros that `room` gives. */
  constructor(
    blocks: readonly RamBlock[],
    pageSize: number,
    room: (length: number) => Uint8Array = (length) => new Uint8Array(length),
  ) {
    this.#pageSize = pageSize;
    const pieces = [{ at: 0, bytes: beginning("none", blocks, [CAPABILITY]) }];
    let at = pieces[0].bytes.length;
    for (const block of blocks) {
      const { usedLength } = block;
      const entry = blockEntry(block);
      const bitmapOffset = at + entry.length + BLOCK_HEADER_LENGTH;
      const bitmapEnd = bitmapOffset + bitmapLength(usedLength, pageSize);
      const pagesOffset = Math.ceil(bitmapEnd / PAGES_ALIGNMENT) * PAGES_ALIGNMENT;
      const header = blockHeader({ pageSize, bitmapOffset, pagesOffset });
      pieces.push({ at, bytes: concat([entry, header]) });
      this.#places.set(block, { bitmapOffset, pagesOffset });
      at = pagesOffset + usedLength;
    }
    const end = { at, bytes: ending() };
    this.bytes = room(at + end.bytes.length);
    for (const { at, bytes } of [...pieces, end]) this.bytes.set(bytes, at);
  }

  /** Puts a page in the file. */
  write(block: RamBlock, offset: number, bytes: Uint8Array): void {
    const { index, bit } = this.#bitOf(block, offset);
    this.bytes[index] |= bit;
    this.bytes.set(bytes, this.#places.get(block)!.pagesOffset + offset);
  }

  /** Takes a page out of the file: its bytes stay and mean nothing. */
  clear(block: RamBlock, offset: number): void {
    const { index, bit } = this.#bitOf(block, offset);
    this.bytes[index] &= ~bit;
  }

  #bitOf(block: RamBlock, offset: number): { index: number; bit: number } {
    const page = offset / this.#pageSize;
    const index = this.#places.get(block)!.bitmapOffset + Math.floor(page / 8);
    return { index, bit: 1 << (page % 8) };
  }
}

/** What follows the last block: no words in the set-up section or at the end. */
function ending(): Uint8Array {
  const pieces = endOfData([]);
  const writer = new MainChannelWriter((bytes) => pieces.push(bytes));
  writer.end([]);
  writer.finish();
  return concat(pieces);
}
