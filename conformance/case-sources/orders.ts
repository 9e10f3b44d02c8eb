/** Sessions whose streams arrive in every order, or in any. */
import fc from "fast-check";
import { interleavings, smallSessions } from "../../generators/interleavings.ts";
import { validSession } from "../../generators/receiver-session.ts";
import type { CaseSource } from "../check.ts";

/** Small sessions in every order their pieces can arrive in; drawn ones in any other than the source's. */
export const orders: CaseSource = {
  name: "orders",
  batch: true,
  stimulus(shape) {
    const main = shape.shows.has("main");
    const everyOrder = main ? smallSessions(shape).flatMap((c) => interleavings(c)) : [];
    const leastChannels = Math.min(2, shape.maxChannels);
    const session = validSession(shape, { main, leastChannels, maxSteps: 8 });
    return {
      fixed: everyOrder.filter((_, i) => !shape.costly || i % FEW === 0),
      drawn: fc.tuple(session, fc.nat()).map(([c, seed]) => ({
        ...c,
        delivery: seed % 4 === 0
          ? { kind: "hold" as const, channel: seed % c.channels }
          : { kind: "shuffled" as const, seed },
      })),
    };
  },
};

/** Where a case costs a share of a process, one in so many of the orders is tried. */
const FEW = 4;
