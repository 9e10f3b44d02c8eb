/** Uncompressed pages from a channel into RAM. */
import type { Row } from "../row.ts";
import { duel, inC, onDeno } from "../sides.ts";

export const RECEIVER: readonly Row[] = [{
  id: "receiver-none",
  what: "receive 64 MiB, uncompressed, into RAM",
  against: "memcpy of the same bytes in C -O2",
  goal: { ratio: "speed", atLeast: 0.5 },
  rounds: 31,
  ...duel(() => onDeno("contestants/receiver.ts", "receive"), () => inC("receiver", ["receive"])),
}];
