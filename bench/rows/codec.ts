/** A full packet, into memory that is there: encoded; decoded with all of a receiver's checks; parsed as another parser does. */
import type { Row } from "../row.ts";
import { duel, inC, onBun, onDeno } from "../sides.ts";

const OURS = "contestants/codec.ts";

export const CODEC: readonly Row[] = [
  row("encode-deno", "encode a full packet, Deno", "encode", onDeno, 1.5),
  row("decode-deno", "decode and validate it, Deno", "decode", onDeno, 2),
  row("encode-bun", "encode a full packet, Bun", "encode", onBun, 5),
  row("decode-bun", "decode and validate it, Bun", "decode", onBun, 5),
  {
    id: "decode-binary-parser",
    what: "decode it, Deno",
    against: "binary-parser, compiled once",
    goal: { ratio: "speed", atLeast: 20 },
    rounds: 31,
    ...duel(
      () => onDeno(OURS, "parse"),
      () => onDeno("contestants/binary-parser.ts", "parse"),
    ),
  },
];

function row(
  id: string,
  what: string,
  task: string,
  runtime: typeof onDeno,
  atMost: number,
): Row {
  return {
    id,
    what,
    against: "the same work in C -O2",
    goal: { ratio: "time", atMost },
    rounds: 31,
    ...duel(() => runtime(OURS, task), () => inC("codec", [task])),
  };
}
