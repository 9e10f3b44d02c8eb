/** Every faulty sender, by what it gets wrong. */
import type { Mutant } from "./mutant.ts";
import { COUNTERS } from "./sender/counters.ts";
import { DETECTION } from "./sender/detection.ts";
import { LAYOUT } from "./sender/layout.ts";
import { MAPPED_RAM } from "./sender/mapped-ram.ts";
import { PAGES } from "./sender/pages.ts";
import { PAYLOAD } from "./sender/payload.ts";
import { SYNC } from "./sender/sync.ts";

export const SENDER_THEMES: Readonly<Record<string, readonly Mutant[]>> = {
  layout: LAYOUT,
  pages: PAGES,
  detection: DETECTION,
  payload: PAYLOAD,
  "SYNC points": SYNC,
  counters: COUNTERS,
  "mapped-ram": MAPPED_RAM,
};
