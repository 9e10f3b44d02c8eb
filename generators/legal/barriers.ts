/** What a barrier orders: pages before it come first, on whatever channel and however late. */
import type { PageFill, Step } from "../case.ts";
import { family, packetStep, type Variant } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface Rewritten extends Variant {
  before: "data" | "zero";
  behind: "data" | "zero";
}

const OTHER: PageFill = Object.freeze({ kind: "repeat", value: 2 });

const PAIRS: readonly Rewritten[] = [
  { name: "barrier-data-data", before: "data", behind: "data" },
  { name: "barrier-data-zero", before: "data", behind: "zero", zero: true },
  { name: "barrier-zero-data", before: "zero", behind: "data", zero: true },
];

/**
 * One page on one channel before a SYNC point and on another behind it, while bytes arrive in any
 * order.
 */
export const barrierHolds = family<Rewritten>({
  name: "barrier-holds",
  requirement: "RCV-35",
  legal: true,
  needs: ["main"],
  leastChannels: 2,
  variants: () => PAIRS,
  build({ scene, channel, packet, variant }) {
    const [offset] = [...packet.normal.map((n) => n.offset), ...packet.zero];
    const on = (c: number, what: "data" | "zero", fill: PageFill) =>
      packetStep(c, {
        ...packet,
        normal: what === "data" ? [{ offset, fill }] : [],
        zero: what === "zero" ? [offset] : [],
      });
    const other = (channel + 1) % scene.channels;
    return {
      steps: [
        on(channel, variant.before, ONES),
        { kind: "sync" },
        on(other, variant.behind, OTHER),
      ],
    };
  },
});

/**
 * Zero words on the main channel stand behind the barrier before them and ahead of the next one.
 */
export const mainZeroOrdered = family({
  name: "main-zero-ordered",
  requirement: "RCV-42",
  legal: true,
  needs: ["main"],
  variants: () => [
    { name: "data-then-main-zero" },
    { name: "main-zero-then-data" },
    { name: "main-zero-between-data" },
    { name: "both" },
  ],
  build({ channel, packet, variant }) {
    const [offset] = [...packet.normal.map((n) => n.offset), ...packet.zero];
    const { ramblock } = packet;
    const data = (fill: PageFill) =>
      packetStep(channel, { ...packet, normal: [{ offset, fill }], zero: [] });
    const zero: Step = { kind: "zero", ramblock, offset };
    const sync: Step = { kind: "sync" };
    if (variant.name === "data-then-main-zero") return { steps: [data(ONES), sync, zero] };
    if (variant.name === "main-zero-then-data") return { steps: [zero, sync, data(OTHER)] };
    if (variant.name === "main-zero-between-data") {
      return { steps: [data(ONES), sync, zero, sync, data(OTHER)] };
    }
    return { steps: [zero, sync, data(ONES), sync, zero, sync, data(OTHER), sync, zero] };
  },
});

interface Turns extends Variant {
  turns: number;
}

/**
 * One page goes normal, zero, normal, zero, over packets of one channel and over passes. RAM is
 * seen at the end only, so some cases end on the way.
 */
export const pageComesAndGoes = family<Turns>({
  name: "page-comes-and-goes",
  requirement: "RCV-41",
  legal: true,
  zero: true,
  needs: ["main"],
  variants: () =>
    [2, 3, 4].flatMap((turns) => [
      { name: "normal-zero-packets", turns },
      { name: "normal-zero-passes", turns },
      { name: "normal-zero-channels", turns },
    ]),
  build({ scene, channel, packet, variant }) {
    const [offset] = [...packet.normal.map((n) => n.offset), ...packet.zero];
    const steps: Step[] = [];
    for (let turn = 0; turn < variant.turns; turn++) {
      const c = variant.name === "normal-zero-channels"
        ? (channel + turn) % scene.channels
        : channel;
      const normal = turn % 2 === 0 ? [{ offset, fill: turn === 0 ? ONES : OTHER }] : [];
      steps.push(packetStep(c, { ...packet, normal, zero: turn % 2 === 0 ? [] : [offset] }));
      if (variant.name !== "normal-zero-packets") steps.push({ kind: "sync" });
    }
    return { steps };
  },
});
