/** All checks of receivers, in the order of the catalogue. */
import type { ReceiverCheck } from "../check.ts";
import { BARRIER_CHECKS } from "./receiver/barriers.ts";
import { COMPATIBILITY_CHECKS } from "./receiver/compatibility.ts";
import { COUNTER_CHECKS } from "./receiver/counters.ts";
import { COUNTS_CHECKS } from "./receiver/counts.ts";
import { GREETING_CHECKS } from "./receiver/greeting.ts";
import { HEADER_CHECKS } from "./receiver/header.ts";
import { LAYOUT_CHECKS } from "./receiver/layout.ts";
import { OFFSET_CHECKS } from "./receiver/offsets.ts";
import { PAGES_CHECKS } from "./receiver/pages.ts";
import { PAYLOAD_CHECKS } from "./receiver/payload.ts";
import { RAMBLOCK_CHECKS } from "./receiver/ramblock.ts";
import { REFUSAL_CHECKS } from "./receiver/refusal.ts";
import { STREAM_CHECKS } from "./receiver/stream.ts";

export const RECEIVER_CHECKS: readonly ReceiverCheck[] = [
  ...LAYOUT_CHECKS,
  ...HEADER_CHECKS,
  ...COUNTS_CHECKS,
  ...RAMBLOCK_CHECKS,
  ...OFFSET_CHECKS,
  ...PAGES_CHECKS,
  ...PAYLOAD_CHECKS,
  ...STREAM_CHECKS,
  ...REFUSAL_CHECKS,
  ...GREETING_CHECKS,
  ...COUNTER_CHECKS,
  ...COMPATIBILITY_CHECKS,
  ...BARRIER_CHECKS,
].sort((a, b) => a.id < b.id ? -1 : 1);
