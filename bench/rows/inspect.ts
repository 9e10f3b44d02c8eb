/** A person looks at a recorded channel that is larger than memory. */
import type { Row } from "../row.ts";
import { duel, inC, onDeno } from "../sides.ts";

/** 10.5 GB: packets of 128 pages. */
const PACKETS = "20000";

export const INSPECT: readonly Row[] = [{
  id: "inspect-pipe",
  what: "inspect on a channel of 10 GB through a pipe, memory under 200 MB",
  against: "reading the same pipe and counting its bytes, in C -O2",
  goal: { ratio: "speed", atLeast: 0.5 },
  rounds: 9,
  long: true,
  ...duel(
    () => inC("channel", ["inspect", PACKETS, ...onDeno("../conformance/cli.ts", "inspect", "-")]),
    () => inC("channel", ["count", PACKETS]),
  ),
}];
