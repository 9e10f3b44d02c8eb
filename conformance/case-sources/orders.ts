/** Sessions whose streams arrive in every order, or in any. */
import fc from "fast-check";
import type { PageFill, ReceiverCase } from "../../generators/case.ts";
import { packetStep } from "../../generators/family.ts";
import { fixedCase, plainPacket } from "../../generators/fixed-case.ts";
import { interleavings, smallSessions } from "../../generators/interleavings.ts";
import { ONES, ZERO } from "../../generators/page-fill.ts";
import { validSession } from "../../generators/receiver-session.ts";
import { plainScene, usableBlocks } from "../../generators/scene.ts";
import type { CaseSource, ReceiverShape } from "../check.ts";

/**
 * Small sessions in every order their pieces can arrive in, one of as many channels as there may be; drawn ones in any
 * other order than the source's.
 */
export const orders: CaseSource = {
  name: "orders",
  batch: true,
  stimulus(shape) {
    const main = shape.shows.has("main");
    const everyOrder = main ? smallSessions(shape).flatMap((c) => interleavings(c)) : [];
    const leastChannels = Math.min(2, shape.maxChannels);
    const session = validSession(shape, { main, leastChannels, maxSteps: 8 });
    return {
      fixed: [
        ...everyOrder.filter((_, i) => !shape.costly || i % FEW === 0),
        ...(main && shape.maxChannels > DRAWN_CHANNELS ? [widestSession(shape)] : []),
      ],
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
/** More are never drawn: each costs a compression stream. */
const DRAWN_CHANNELS = 8;

/** A page on the last channel and, behind a SYNC point, on the first; all of the last one's bytes come last. */
function widestSession(shape: ReceiverShape): ReceiverCase {
  const scene = plainScene(shape, 1, shape.maxChannels);
  const ramblock = scene.blocks[usableBlocks(scene)[0]].name;
  const last = scene.channels - 1;
  const page = (channel: number, fill: PageFill) =>
    packetStep(channel, plainPacket(ramblock, { normal: [{ offset: 0n, fill }] }));
  const steps = [page(last, ONES), { kind: "sync" } as const, page(0, ZERO)];
  const c = fixedCase(scene, steps, ["all-channels"]);
  return { ...c, delivery: { kind: "hold", channel: last } };
}
