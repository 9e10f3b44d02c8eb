/** Every faulty receiver, by what it gets wrong. */
import type { Mutant } from "./mutant.ts";
import { BARRIERS } from "./receiver/barriers.ts";
import { BLOCKS } from "./receiver/blocks.ts";
import { COUNTERS } from "./receiver/counters.ts";
import { GREETINGS } from "./receiver/greetings.ts";
import { HEADER } from "./receiver/header.ts";
import { LAYOUT } from "./receiver/layout.ts";
import { METHODS } from "./receiver/methods.ts";
import { OFFSETS } from "./receiver/offsets.ts";
import { PAGES } from "./receiver/pages.ts";
import { PAYLOAD } from "./receiver/payload.ts";
import { STREAM } from "./receiver/stream.ts";
import { ZERO_PAGES } from "./receiver/zero-pages.ts";

export const RECEIVER_THEMES: Readonly<Record<string, readonly Mutant[]>> = {
  layout: LAYOUT,
  header: HEADER,
  blocks: BLOCKS,
  offsets: OFFSETS,
  methods: METHODS,
  pages: PAGES,
  "zero pages": ZERO_PAGES,
  payload: PAYLOAD,
  greetings: GREETINGS,
  stream: STREAM,
  barriers: BARRIERS,
  counters: COUNTERS,
};
