import type { MethodName } from "../../protocol/flags.ts";
import type { PayloadFault } from "../case.ts";
import { noise } from "../page-fill.ts";
import { onePage, streamOfOnes } from "../stream-of-ones.ts";
import { family, packetStep, type Variant, withNormal } from "../family.ts";

interface Broken extends Variant {
  fault: (pageSize: number, at: number) => PayloadFault | { kind: "one-fewer" };
  /** The channel's stream must have begun before. */
  begun?: boolean;
}

/**
 * Compressed payload that is damaged so that every decoder sees it, or that gives too little for
 * its pages.
 */
export const brokenPayload = family<Broken>({
  name: "broken-payload",
  requirement: "RCV-20",
  legal: false,
  methods: ["zlib", "zstd"],
  variants: ({ method }) => [
    {
      name: "payload-truncated",
      fault: (size, at) => ({ kind: "truncated", bytes: 64 + at % (size - 128) }),
    },
    { name: "payload-byte-missing", fault: () => ({ kind: "one-fewer" }), alone: true },
    { name: "payload-too-few", fault: () => ({ kind: "too-few", pages: 1 }) },
    // The first byte of a stream, and the first of a block in one that runs already: both are then
    // of no known kind.
    { name: "payload-corrupt", fault: () => ({ kind: "corrupt", at: 0, hex: "06" }) },
    { name: "payload-corrupt", fault: () => ({ kind: "corrupt", at: 0, hex: "06" }), begun: true },
    { name: "payload-garbage", fault: () => ({ kind: "literal", hex: "de".repeat(40) }) },
    { name: "payload-restarted", fault: () => ({ kind: "restarted" }), begun: true },
    {
      name: "payload-wrong-method",
      fault: () => ({ kind: "wrong-method", method: other(method) }),
      alone: true,
    },
    {
      name: "payload-raw",
      fault: () => ({ kind: "wrong-method", method: "none" }),
      alone: true,
    },
    // An ended frame is legal for zstd.
    ...(method === "zlib"
      ? [{ name: "payload-ended", fault: () => ({ kind: "ended" as const }) }]
      : []),
  ],
  build({ scene, channel, packet, variant, at }) {
    // A byte that is missing from the payload of noise is missing in the page.
    const carrier = withNormal(packet, noise(0));
    const last = carrier.normal.length - 1;
    const normal = carrier.normal.with(last, { ...carrier.normal[last], fill: noise(0) });
    const payload = variant.fault(scene.pageSize, at);
    if (payload.kind === "one-fewer") {
      const short = onePage(carrier, streamOfOnes(scene.method, scene.pageSize - 1));
      return { steps: [packetStep(channel, short)], field: "payload" };
    }
    const faulty = packetStep(channel, { ...carrier, normal, payload });
    if (!variant.begun) return { steps: [faulty], field: "payload" };
    const first = { ...carrier, normal: [{ ...normal[0], fill: noise(1) }], zero: [] };
    return { steps: [packetStep(channel, first), faulty], field: "payload" };
  },
});

function other(method: MethodName): MethodName {
  return method === "zlib" ? "zstd" : "zlib";
}
