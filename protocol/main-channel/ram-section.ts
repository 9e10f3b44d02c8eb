import type { Cursor } from "../cursor.ts";
import type { RamBlockInfo } from "../ram.ts";
import { type MainChannelWord, MEM_UNIT, type PlacedWord, WORD } from "./format.ts";

/** Reads the list of blocks that begins the RAM section's set-up. */
export function readBlocks(
  cursor: Cursor,
  /** What else follows a block's length: the header of a mapped-ram file. */
  behindBlock: (block: RamBlockInfo) => void = () => {},
): RamBlockInfo[] {
  const at = cursor.at;
  const word = cursor.u64("memory size");
  if (Number(word % MEM_UNIT) !== WORD.MEM_SIZE) {
    throw cursor.wrong("memory size", at, hex(word), `flag 0x${WORD.MEM_SIZE.toString(16)}`);
  }
  const blocks: RamBlockInfo[] = [];
  // The list has no count. Its lengths make up the size, and no word behind it begins like a name: with its length.
  for (let left = word - word % MEM_UNIT; left >= MEM_UNIT || (cursor.peek() ?? 0) > 0;) {
    const name = cursor.name("ramblock");
    const usedLength = cursor.length("used length");
    if (usedLength > left) throw cursor.wrong("used length", cursor.at - 8, usedLength, left);
    left -= BigInt(usedLength);
    const block = { name, usedLength };
    blocks.push(block);
    behindBlock(block);
  }
  return blocks;
}

/**
 * Reads the words of a section's data, its EOS included.
 *
 * @param ramblock The block that CONTINUE stands for at first: that of the section before.
 */
export function readWords(cursor: Cursor, pageSize: number, ramblock?: string): PlacedWord[] {
  const mask = BigInt(pageSize - 1);
  const words: PlacedWord[] = [];
  for (;;) {
    const byteOffset = cursor.at;
    const word = cursor.u64("word");
    const flags = Number(word & mask);
    const offset = word & ~mask;
    switch (flags & ~WORD.CONTINUE) {
      case WORD.ZERO:
      case WORD.PAGE: {
        if (!(flags & WORD.CONTINUE)) ramblock = cursor.name("ramblock");
        if (ramblock === undefined) {
          throw cursor.wrong("word", byteOffset, hex(word), "a block's name before CONTINUE");
        }
        const page: MainChannelWord = flags & WORD.ZERO
          ? zeroPage(cursor, ramblock, offset)
          : { kind: "page", ramblock, offset, bytes: cursor.take(pageSize, "page") };
        words.push({ ...page, byteOffset });
        continue;
      }
    }
    const kind = word === BigInt(WORD.EOS)
      ? "eos"
      : word === BigInt(WORD.MULTIFD_FLUSH)
      ? "flush"
      : undefined;
    if (!kind) {
      throw cursor.wrong("word", byteOffset, hex(word), "zero page, page, flush or end");
    }
    words.push({ kind, byteOffset });
    if (kind === "eos") return words;
  }
}

function zeroPage(cursor: Cursor, ramblock: string, offset: bigint): MainChannelWord {
  const fill = cursor.u8("fill");
  if (fill !== 0) throw cursor.wrong("fill", cursor.at - 1, fill, 0);
  return { kind: "zero", ramblock, offset };
}

function hex(word: bigint): string {
  return "0x" + word.toString(16);
}
