import { pageCountOf } from "../../protocol/layout.ts";
import { family, packetStep, withFields } from "../family.ts";

/** pages_alloc above page_count, while all that is used fits. */
export const allocTooLarge = family({
  name: "alloc-too-large",
  requirement: "RCV-03",
  legal: false,
  variants: ({ pageSize }) => {
    const pageCount = pageCountOf(pageSize);
    return [
      { name: "alloc=count+1", value: pageCount + 1 },
      { name: "alloc=2*count", value: 2 * pageCount },
      { name: "alloc-2^16", value: 65536 + pageCount },
      { name: "alloc-2^31", value: 2 ** 31 },
      { name: "alloc-2^32-1", value: 2 ** 32 - 1 },
    ];
  },
  build: ({ channel, packet, variant }) => ({
    steps: [packetStep(channel, withFields(packet, { pagesAlloc: variant.value }))],
    field: "pagesAlloc",
  }),
});
