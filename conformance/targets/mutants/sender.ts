/** Every faulty sender. */
import type { Mutant } from "./mutant.ts";
import { COUNTERS } from "./sender/counters.ts";
import { DETECTION } from "./sender/detection.ts";
import { LAYOUT } from "./sender/layout.ts";
import { MAPPED_RAM } from "./sender/mapped-ram.ts";
import { PAGES } from "./sender/pages.ts";
import { PAYLOAD } from "./sender/payload.ts";
import { SYNC } from "./sender/sync.ts";

export const SENDER_MUTANTS: readonly Mutant[] = [
  ...LAYOUT,
  ...PAGES,
  ...DETECTION,
  ...PAYLOAD,
  ...SYNC,
  ...COUNTERS,
  ...MAPPED_RAM,
];
