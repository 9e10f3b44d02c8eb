import { pageCountOf } from "../../protocol/layout.ts";
import { family, normalOnly, packetStep, type Variant, withFields } from "../family.ts";
import { ONES } from "../page-fill.ts";

interface TooMany extends Variant {
  /** From the number of normal pages there are: what the packet claims. */
  pagesAlloc: (normal: number) => number;
  normalPages: (normal: number) => number;
}

/**
 * normal_pages above pages_alloc. In the first variant all of the pages are there, so whoever does
 * not look takes them.
 */
export const tooManyNormal = family<TooMany>({
  name: "too-many-normal",
  requirement: "RCV-04",
  legal: false,
  variants: ({ pageSize }) => {
    const pageCount = pageCountOf(pageSize);
    const natural = (normal: number) => normal;
    return [
      { name: "normal=alloc+1", pagesAlloc: (n) => n - 1, normalPages: natural },
      {
        name: "normal=alloc+1-of-sync",
        pagesAlloc: (n) => n - 1,
        normalPages: natural,
        sync: true,
      },
      { name: "alloc-0-with-pages", pagesAlloc: () => 0, normalPages: natural },
      { name: "normal=count+1", pagesAlloc: () => pageCount, normalPages: () => pageCount + 1 },
      { name: "normal-2^31", pagesAlloc: () => pageCount, normalPages: () => 2 ** 31 },
      { name: "normal-2^32-1", pagesAlloc: () => pageCount, normalPages: () => 2 ** 32 - 1 },
    ];
  },
  build({ channel, packet, variant }) {
    const carrier = normalOnly(packet, ONES);
    const pages = carrier.normal.length;
    const pagesAlloc = variant.pagesAlloc(pages);
    const normalPages = variant.normalPages(pages);
    return {
      steps: [packetStep(channel, withFields(carrier, { pagesAlloc, normalPages }))],
      field: "normalPages",
    };
  },
});
