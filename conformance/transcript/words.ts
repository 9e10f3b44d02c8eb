import type { MainWord, SenderWrite } from "../target.ts";
import type { SentWord } from "../transcript.ts";

/**
 * The main channel's words with their epochs. A barrier is a flush word; where there is none at all, as before
 * QEMU 8.1, it is the end of each section.
 */
export function placeWords(writes: readonly SenderWrite[]): SentWord[] {
  const flushes = writes.some((w) => w.stream === "main" && w.word.kind === "flush");
  const barrier: MainWord["kind"] = flushes ? "flush" : "eos";
  const words: SentWord[] = [];
  let epoch = 0;
  for (const [position, write] of writes.entries()) {
    if (write.stream !== "main") continue;
    words.push({ word: write.word, epoch, position });
    if (write.word.kind === barrier) epoch++;
  }
  return words;
}
