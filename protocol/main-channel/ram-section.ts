import type { Cursor } from "../cursor.ts";
import type { RamBlockInfo } from "../ram.ts";
import { type MainChannelWord, WORD } from "./format.ts";

/** Reads the list of blocks that begins the RAM section's set-up. */
export function readBlocks(
  cursor: Cursor,
  /** What else follows a block's length: the header of a mapped-ram file. */
  behindBlock: (block: RamBlockInfo) => void = () => {},
): RamBlockInfo[] {
  const at = cursor.at;
  const word = cursor.u64("memory size");
  if (Number(word & FLAGS) !== WORD.MEM_SIZE) {
    throw cursor.wrong("memory size", at, hex(word), `flag 0x${WORD.MEM_SIZE.toString(16)}`);
  }
  const blocks: RamBlockInfo[] = [];
  // The list has no count: it ends when the lengths make up the size.
  for (let left = word & ~FLAGS; left > 0n;) {
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

/** The flags that fit below the smallest page. */
const FLAGS = 0x3ffn;

/** Reads the words of a section's data, its EOS included. */
export function readWords(cursor: Cursor, pageSize: number): MainChannelWord[] {
  const mask = BigInt(pageSize - 1);
  const words: MainChannelWord[] = [];
  let ramblock: string | undefined;
  for (;;) {
    const at = cursor.at;
    const word = cursor.u64("word");
    const flags = Number(word & mask);
    const offset = word & ~mask;
    switch (flags & ~WORD.CONTINUE) {
      case WORD.ZERO:
      case WORD.PAGE:
        if (!(flags & WORD.CONTINUE)) ramblock = cursor.name("ramblock");
        if (ramblock === undefined) {
          throw cursor.wrong("word", at, hex(word), "a block's name before CONTINUE");
        }
        words.push(
          flags & WORD.ZERO
            ? zeroPage(cursor, ramblock, offset)
            : { kind: "page", ramblock, offset, bytes: cursor.take(pageSize, "page") },
        );
        continue;
    }
    if (word === BigInt(WORD.MULTIFD_FLUSH)) words.push({ kind: "flush" });
    else if (word === BigInt(WORD.EOS)) break;
    else throw cursor.wrong("word", at, hex(word), "zero page, page, flush or end");
  }
  words.push({ kind: "eos" });
  return words;
}

function zeroPage(cursor: Cursor, ramblock: string, offset: bigint): MainChannelWord {
  const fill = cursor.u8("fill");
  if (fill !== 0) throw cursor.wrong("fill", cursor.at - 1, fill, 0);
  return { kind: "zero", ramblock, offset };
}

function hex(word: bigint): string {
  return "0x" + word.toString(16);
}
