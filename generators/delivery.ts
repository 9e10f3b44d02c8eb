import type { Arbitrary } from "fast-check";
import type { Delivery } from "./case.ts";
import type { Dice } from "./dice.ts";
import { arbitraryOfValues } from "./drawing.ts";

/** Constraints of `delivery`. */
export interface DeliveryConstraints {
  /** Number of channels, 1 to 255. */
  channels: number;
}

/** In which order the pieces of different streams arrive. Shrinks to the order of the source. */
export function delivery(constraints: DeliveryConstraints): Arbitrary<Delivery> {
  const { channels } = constraints;
  if (!Number.isInteger(channels) || channels < 1 || channels > 255) {
    throw new RangeError(`channels: ${channels} is not an integer from 1 to 255`);
  }
  return arbitraryOfValues({
    draw: (dice) => drawDelivery(dice, channels),
    smaller: smallerDelivery,
  });
}

export const IN_ORDER: Delivery = Object.freeze({ kind: "in-order" });

export function drawDelivery(dice: Dice, channels: number): Delivery {
  switch (dice.below(8)) {
    case 0:
      return { kind: "hold", channel: dice.below(channels) };
    case 1:
    case 2:
      return { kind: "shuffled", seed: dice.u32() };
    default:
      return IN_ORDER;
  }
}

export function* smallerDelivery(how: Delivery): Iterable<Delivery> {
  if (how.kind !== "in-order") yield IN_ORDER;
}
