import type { MainWord, SenderWrite } from "../target.ts";
import type { SentWord } from "./model.ts";

/** The word that is a barrier: the flush, or the end of each section where there is no flush, as before QEMU 8.1. */
export function barrierOf(writes: readonly SenderWrite[]): MainWord["kind"] {
  return writes.some((w) => w.stream === "main" && w.word.kind === "flush") ? "flush" : "eos";
}

/** The main channel's words with their epochs. */
export function placeWords(writes: readonly SenderWrite[]): SentWord[] {
  const barrier = barrierOf(writes);
  const words: SentWord[] = [];
  let epoch = 0;
  for (let position = 0; position < writes.length; position++) {
    const write = writes[position];
    if (write.stream !== "main") continue;
    words.push({ word: write.word, epoch, position });
    if (write.word.kind === barrier) epoch++;
  }
  return words;
}
