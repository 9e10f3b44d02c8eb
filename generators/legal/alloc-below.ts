import { emptySpec, family, packetStep, type Variant, withFields } from "../family.ts";

interface Alloc extends Variant {
  pages: boolean;
}

/**
 * pages_alloc below page_count, 0 where there are no pages: the packet is as long as ever, and the
 * next one starts behind it.
 */
export const allocBelow = family<Alloc>({
  name: "alloc-below-count",
  requirement: "RCV-37",
  legal: true,
  variants: () => [
    { name: "alloc-0-without-pages", pages: false },
    { name: "alloc=pages", pages: true },
  ],
  build({ channel, packet, variant }) {
    const pagesAlloc = packet.normal.length + packet.zero.length;
    const first = variant.pages
      ? withFields(packet, { pagesAlloc })
      : withFields(emptySpec(packet.ramblock), { pagesAlloc: 0 });
    return { steps: [packetStep(channel, first), packetStep(channel, packet)] };
  },
});
