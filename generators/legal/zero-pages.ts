import type { PacketSpec } from "../case.ts";
import {
  emptySpec,
  family,
  packetStep,
  pagesOf,
  type Variant,
  withNormal,
  zeroOnly,
} from "../family.ts";
import { ONES } from "../page-fill.ts";

interface ZeroPart extends Variant {
  shape: (packet: PacketSpec) => PacketSpec;
}

const PARTS: readonly ZeroPart[] = [
  { name: "zero-only", shape: zeroOnly },
  {
    name: "zero-behind-normal",
    shape: (packet) => packet.zero.length > 0 ? packet : zeroOnly(packet),
  },
];

/** Zero pages, first visit or not, in RAM that is filled: each must be cleared. */
export const zeroOverData = family<ZeroPart>({
  name: "zero-over-data",
  requirement: "RCV-14",
  legal: true,
  zero: true,
  needs: ["prefill"],
  prefill: "all",
  variants: () => PARTS,
  build: ({ channel, packet, variant }) => ({
    steps: [packetStep(channel, variant.shape(packet))],
  }),
});

/**
 * Zero pages where RAM is zero already, on the first visit and on the next ones: nothing to write.
 */
export const zeroOverZero = family({
  name: "zero-over-zero",
  requirement: "RCV-15",
  legal: true,
  zero: true,
  session: false,
  variants: () => [{ name: "zero-first-visit" }, { name: "zero-second-visit" }],
  build({ channel, packet, variant }) {
    const zero = packetStep(channel, zeroOnly(packet));
    return { steps: variant.name === "zero-first-visit" ? [zero] : [zero, zero] };
  },
});

/**
 * A packet with zero pages alone, then one with data right behind it on the same channel, and the
 * other way round. In the last variant the zero pages are still there in the end.
 */
export const zeroOnlyThenData = family({
  name: "zero-only-then-data",
  requirement: "RCV-16",
  legal: true,
  zero: true,
  variants: () => [
    { name: "zero-only-then-data" },
    { name: "data-zero-only-data" },
    { name: "data-zero-only-empty" },
  ],
  build({ channel, packet, variant }) {
    const zero = packetStep(channel, zeroOnly(packet));
    const data = packetStep(channel, withNormal(packet, ONES));
    if (variant.name === "zero-only-then-data") return { steps: [zero, data] };
    const last = variant.name === "data-zero-only-data" ? data : packetStep(channel, emptySpec());
    return { steps: [data, zero, last] };
  },
});

/** Packets with normal pages alone, with zero pages alone, with both: all of them have data. */
export const hasData = family({
  name: "has-data",
  requirement: "RCV-18",
  legal: true,
  zero: true,
  variants: () => [{ name: "normal-only" }, { name: "zero-only" }, { name: "mixed" }],
  build({ channel, packet, variant }) {
    const all = pagesOf(packet);
    const normals = variant.name === "zero-only"
      ? 0
      : variant.name === "normal-only"
      ? all.length
      : Math.ceil(all.length / 2);
    const own = {
      ...packet,
      normal: all.slice(0, normals).map((offset) => ({ offset, fill: ONES })),
      zero: all.slice(normals),
    };
    return { steps: [packetStep(channel, own)] };
  },
});
