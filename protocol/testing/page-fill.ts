import { noisePage } from "../methods/testing.ts";

/** All zero; one byte that is not, at the first, last or a middle place; bytes without order. */
export const PAGE_FILLS = ["zero", "first", "last", "middle", "noise"] as const;

export type PageFill = typeof PAGE_FILLS[number];

/** A page of its own for each `seed`. */
export function filledPage(fill: PageFill, pageSize: number, seed: number): Uint8Array {
  if (fill === "noise") return noisePage(seed + 1, pageSize);
  const page = new Uint8Array(pageSize);
  const places = { zero: -1, first: 0, last: pageSize - 1, middle: pageSize / 2 + seed % 7 };
  if (fill !== "zero") page[places[fill]] = 1 + seed % 255;
  return page;
}
