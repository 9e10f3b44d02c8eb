/** What the requirements leave open and QEMU takes (INFO). */
import { methodFlag } from "../../protocol/flags.ts";
import {
  family,
  lastPage,
  packetStep,
  type Variant,
  withFields,
  withNormal,
  zeroOnly,
} from "../family.ts";
import { ONES } from "../page-fill.ts";

interface Flags extends Variant {
  bit: number;
}

/** Flag bits that have no meaning yet. */
export const unknownFlags = family<Flags>({
  name: "unknown-flags",
  requirement: "RCV-40",
  legal: true,
  variants: () =>
    Array.from({ length: 25 }, (_, i) => ({ name: "unknown-flag-bit", bit: 2 ** (7 + i) })),
  build({ scene, channel, packet, variant }) {
    const flags = methodFlag(scene.method) + variant.bit;
    return { steps: [packetStep(channel, withFields(packet, { flags }))] };
  },
});

interface Size extends Variant {
  size: (pages: number, pageSize: number) => number;
}

/** Uncompressed pages with a next_packet_size that is not theirs. */
export const wrongSize = family<Size>({
  name: "uncompressed-wrong-size",
  requirement: "RCV-39",
  legal: true,
  methods: ["none"],
  variants: () => [
    { name: "size-0", size: () => 0 },
    { name: "size-half", size: (pages, pageSize) => pages * pageSize / 2 },
    { name: "size-more", size: (pages, pageSize) => (pages + 1) * pageSize },
  ],
  build({ scene, channel, packet, variant }) {
    const own = withNormal(packet, ONES);
    const nextPacketSize = variant.size(own.normal.length, scene.pageSize);
    return { steps: [packetStep(channel, withFields(own, { nextPacketSize }))] };
  },
});

/** Uncompressed zero pages alone with a next_packet_size, and no payload. */
export const sizeWithoutPages = family({
  name: "uncompressed-size-without-pages",
  requirement: "RCV-22",
  legal: true,
  zero: true,
  methods: ["none"],
  variants: () => [{ name: "zero-only-with-size" }],
  build({ scene, channel, packet }) {
    const own = withFields(zeroOnly(packet), { nextPacketSize: scene.pageSize });
    return { steps: [packetStep(channel, own)] };
  },
});

interface Unaligned extends Variant {
  part: "normal" | "zero";
  /** From the page size and the offset of the last page. */
  offset: (pageSize: number, last: number) => number;
}

/** Offsets within bounds that are not a multiple of the page size. */
export const unaligned = family<Unaligned>({
  name: "unaligned-offset",
  requirement: "RCV-11",
  legal: true,
  session: false,
  // Two pages, so that there is a place between them.
  stage: (scene) =>
    scene.fixedBlocks ? scene : {
      ...scene,
      blocks: scene.blocks.map((b) => ({
        ...b,
        usedLength: Math.max(b.usedLength, 2 * scene.pageSize),
      })),
    },
  variants: () =>
    (["normal", "zero"] as const).flatMap((part) => {
      const rest = { part, zero: part === "zero" };
      return [
        { ...rest, name: `unaligned-${part}`, offset: () => 1 },
        { ...rest, name: `unaligned-${part}`, offset: (pageSize) => pageSize / 2 },
        { ...rest, name: "offset-last-page-minus-1", offset: (_, last) => last - 1 },
      ] satisfies Unaligned[];
    }),
  build({ scene, channel, packet, variant }) {
    const last = Number(lastPage(scene, packet.ramblock));
    const offset = BigInt(variant.offset(scene.pageSize, last));
    const own = {
      ...packet,
      normal: variant.part === "normal" ? [{ offset, fill: ONES }] : [],
      zero: variant.part === "zero" ? [offset] : [],
    };
    const data = [0, scene.pageSize].map((at) => ({ offset: BigInt(at), fill: ONES }));
    const before = { ...packet, normal: data, zero: [] };
    return { steps: [packetStep(channel, before), packetStep(channel, own)] };
  },
});

/** The flush tail alone is missing: all pages are there (INFO: QEMU takes it). */
export const missingTail = family<Variant & { bytes: number }>({
  name: "missing-flush-tail",
  requirement: "RCV-20",
  legal: true,
  methods: ["zlib"],
  variants: () => [{ name: "tail-cut", bytes: 1 }, { name: "tail-cut", bytes: 4 }],
  build({ channel, packet, variant }) {
    const payload = { kind: "truncated", bytes: variant.bytes } as const;
    return { steps: [packetStep(channel, { ...withNormal(packet, ONES), payload })] };
  },
});
