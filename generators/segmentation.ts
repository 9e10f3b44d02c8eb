import type { Arbitrary } from "fast-check";
import type { ReceiverCase, Segmentation } from "./case.ts";
import type { Dice } from "./dice.ts";
import { arbitraryOfValues } from "./drawing.ts";

/** Constraints of `segmentation`. */
export interface SegmentationConstraints {
  /** False: never byte by byte, which makes an event of each byte. Default true. */
  bytes?: boolean;
}

/** How streams are cut into pieces. Shrinks to whole packets. */
export function segmentation(constraints: SegmentationConstraints = {}): Arbitrary<Segmentation> {
  const { bytes = true } = constraints;
  return arbitraryOfValues({
    draw: (dice) => drawSegmentation(dice, bytes),
    smaller: smallerSegmentation,
  });
}

/** The case once for each kind of segmentation; byte by byte makes an event of each byte. */
export function everySegmentation(c: ReceiverCase): ReceiverCase[] {
  const all: Segmentation[] = [
    WHOLE,
    { kind: "bytes" },
    { kind: "fields" },
    { kind: "random", seed: 1, max: 7 },
    { kind: "random", seed: 2, max: 3000 },
    { kind: "random", seed: 3, max: 40_000 },
  ];
  const classes = c.classes.filter((name) => !name.startsWith("segments-"));
  return all.map((segmentation) => ({
    ...c,
    segmentation,
    classes: [...classes, `segments-${segmentation.kind}`],
  }));
}

export const WHOLE: Segmentation = Object.freeze({ kind: "whole" });

export function drawSegmentation(dice: Dice, bytes: boolean): Segmentation {
  switch (dice.below(10)) {
    case 0:
      return bytes && dice.once(3) ? { kind: "bytes" } : { kind: "fields" };
    case 1:
      return { kind: "fields" };
    case 2:
    case 3:
      return { kind: "random", seed: dice.u32(), max: dice.pick([40, 400, 4000, 40000]) };
    default:
      return WHOLE;
  }
}

export function* smallerSegmentation(how: Segmentation): Iterable<Segmentation> {
  if (how.kind !== "whole") yield WHOLE;
}
