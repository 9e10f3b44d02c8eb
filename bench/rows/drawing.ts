/** A packet drawn, encoded, decoded, validated and compared. */
import type { Row } from "../row.ts";
import { duel, inPython, onDeno } from "../sides.ts";

const OURS = "contestants/drawing.ts";
const WHAT = "draw, encode, decode, validate, compare 100 packets";
const ours = () => onDeno(OURS, "round-trip");

export const DRAWING: readonly Row[] = [
  {
    id: "draw-case",
    what: WHAT,
    against: "fast-check drawing the same packets and dropping them",
    goal: { ratio: "time", atMost: 1.5 },
    rounds: 15,
    ...duel(ours, () => onDeno(OURS, "draw")),
  },
  {
    id: "draw-hypothesis",
    what: WHAT,
    against: "Hypothesis drawing them, construct building and parsing them",
    goal: { ratio: "speed", atLeast: 100 },
    rounds: 7,
    // Nothing is shown: Hypothesis draws 37 pages on average, ours and fast-check 64.
    open: duel(ours, () => inPython("drawing")).open,
  },
];
