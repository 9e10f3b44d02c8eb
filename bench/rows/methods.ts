/** Compressed pages from RAM onto a channel and back. */
import type { Row } from "../row.ts";
import { duel, onDeno } from "../sides.ts";

export const METHODS: readonly Row[] = [
  row("receiver-zlib", "receive 8 MiB of words, zlib"),
  row("receiver-zstd", "the same, zstd"),
  row("sender-zlib", "send 8 MiB of words, zlib"),
  row("sender-zstd", "the same, zstd"),
];

function row(id: string, what: string): Row {
  return {
    id,
    what,
    against: "the same payloads through node:zlib alone",
    goal: { ratio: "speed", atLeast: 0.8 },
    rounds: 15,
    ...duel(
      () => onDeno("contestants/methods.ts", id),
      () => onDeno("contestants/node-zlib.ts", id),
    ),
  };
}
