import { pageCountOf } from "../../protocol/layout.ts";
import { family, packetStep, type Variant, withFields, withNormal, zeroOnly } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface Counts {
  normal: number;
  zero: number;
  pageCount: number;
}

interface TooMany extends Variant {
  /** Which part of the packet must have a page. */
  with: "normal" | "zero";
  pagesAlloc: (counts: Counts) => number;
  zeroPages: (counts: Counts) => number;
}

const whole = ({ pageCount }: Counts) => pageCount;

/** All pages are there: whoever does not look takes them. */
const ONE_TOO_MANY = {
  with: "zero",
  pagesAlloc: (c: Counts) => c.normal + c.zero - 1,
  zeroPages: (c: Counts) => c.zero,
} as const;

const VARIANTS: readonly TooMany[] = [
  { name: "zero=alloc-normal+1", ...ONE_TOO_MANY },
  { name: "zero=alloc-normal+1-of-sync", ...ONE_TOO_MANY, sync: true },
  {
    name: "zero=count-normal+1",
    with: "zero",
    pagesAlloc: whole,
    zeroPages: (c) => c.pageCount - c.normal + 1,
  },
  // Not above pages_alloc by itself.
  { name: "zero=alloc", with: "normal", pagesAlloc: whole, zeroPages: whole },
  // The sum with normal_pages is 0, or one less than normal_pages, modulo 2^32.
  { name: "wrap-pair", with: "normal", pagesAlloc: whole, zeroPages: (c) => 2 ** 32 - c.normal },
  { name: "wrap-pair", with: "normal", pagesAlloc: whole, zeroPages: () => 2 ** 32 - 1 },
  { name: "zero-2^31", with: "zero", pagesAlloc: whole, zeroPages: () => 2 ** 31 },
  { name: "zero-2^32-1", with: "zero", pagesAlloc: whole, zeroPages: () => 2 ** 32 - 1 },
];

/** zero_pages above pages_alloc − normal_pages, also where the 32-bit sum wraps around. */
export const tooManyZero = family<TooMany>({
  name: "too-many-zero",
  requirement: "RCV-05",
  legal: false,
  zero: true,
  variants: () => VARIANTS,
  build({ scene, channel, packet, variant }) {
    const carrier = variant.with === "normal"
      ? withNormal(packet, ONES)
      : packet.zero.length > 0
      ? packet
      : zeroOnly(packet);
    const counts = {
      normal: carrier.normal.length,
      zero: carrier.zero.length,
      pageCount: pageCountOf(scene.pageSize),
    };
    const pagesAlloc = variant.pagesAlloc(counts);
    const zeroPages = variant.zeroPages(counts);
    return {
      steps: [packetStep(channel, withFields(carrier, { pagesAlloc, zeroPages }))],
      field: "zeroPages",
    };
  },
});
