/** What an answer must have beyond the form of a message: what hello promised, and what fits the request. */
import type { PageRef, RamBlock } from "../../protocol/ram.ts";
import { AnswerError, shown } from "./answer.ts";

/** Throws an AnswerError when hello promised `word` and the answer has it not. */
export function checkShown<Word>(
  shows: ReadonlySet<Word>,
  word: Word,
  value: unknown,
  member: string,
): void {
  if (shows.has(word) && value === undefined) {
    throw new AnswerError(`hello says that it shows ${word}, and the answer has no ${member}`);
  }
}

/** Throws an AnswerError unless there is one entry for each of `count`. */
export function checkLength(
  member: string,
  list: readonly unknown[],
  count: number,
  what: string,
): void {
  if (list.length === count) return;
  throw new AnswerError(`${member} has ${list.length} entries: one a ${what} is ${count}`);
}

/** The block of a page. Throws an AnswerError when there is no such page. */
export function pageIn<Block extends Pick<RamBlock, "name" | "usedLength">>(
  blocks: readonly Block[],
  { ramblock, offset }: PageRef,
  pageSize: number,
  member: string,
): Block {
  const block = blocks.find((b) => b.name === ramblock);
  if (!block) throw new AnswerError(`${member}.ramblock: there is no block ${shown(ramblock)}`);
  if (offset % pageSize !== 0 || offset >= block.usedLength) {
    throw new AnswerError(
      `${member}.offset: block ${
        shown(ramblock)
      } of ${block.usedLength} bytes has no page at ${offset}`,
    );
  }
  return block;
}
