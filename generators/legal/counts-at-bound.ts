import { pageCountOf } from "../../protocol/layout.ts";
import { family, packetStep, type Variant, withFields } from "../family.ts";

interface AtBound extends Variant {
  pagesAlloc: (pages: number, pageCount: number) => number;
}

/** normal_pages + zero_pages exactly pages_alloc, which is at most page_count. */
export const countsAtBound = family<AtBound>({
  name: "counts-at-bound",
  requirement: "RCV-05",
  legal: true,
  variants: () => [
    { name: "alloc=pages", pagesAlloc: (pages) => pages },
    { name: "alloc=pages+1", pagesAlloc: (pages) => pages + 1 },
    { name: "alloc=count", pagesAlloc: (_, pageCount) => pageCount },
  ],
  build({ scene, channel, packet, variant }) {
    const pages = packet.normal.length + packet.zero.length;
    const pagesAlloc = variant.pagesAlloc(pages, pageCountOf(scene.pageSize));
    return { steps: [packetStep(channel, withFields(packet, { pagesAlloc }))] };
  },
});
