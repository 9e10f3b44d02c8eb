/** Looking for zero pages in memory that no cache holds. */
import type { Row } from "../row.ts";
import { duel, inC, onDeno } from "../sides.ts";

export const ZERO_PAGE: readonly Row[] = [{
  id: "zero-pages",
  what: "zero-page detection, 64 MiB of 4 KiB pages, cold",
  against: "memcmp against a zero page in C -O2",
  goal: { ratio: "speed", atLeast: 0.8 },
  rounds: 31,
  ...duel(() => onDeno("contestants/zero-page.ts", "count"), () => inC("zero-page", ["count"])),
}];
