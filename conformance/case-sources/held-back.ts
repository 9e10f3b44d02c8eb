import type { ReceiverCase } from "../../generators/case.ts";
import { familyFixed } from "../../generators/family-case.ts";
import type { Family } from "../../generators/family.ts";
import type { ReceiverShape } from "../check.ts";

/** Each variant of a family once for every channel whose bytes come last. */
export function heldBack(family: Family): (shape: ReceiverShape) => ReceiverCase[] {
  return (shape) =>
    familyFixed(shape, family).flatMap((c) =>
      Array.from({ length: c.channels }, (_, channel) => ({
        ...c,
        delivery: { kind: "hold" as const, channel },
        classes: ["delivery-hold", ...c.classes],
      }))
    );
}
