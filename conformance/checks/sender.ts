/** The checks of a sender, in the order of the catalogue. */
import type { SenderCheck } from "../check.ts";
import { COUNTER_CHECKS } from "./sender/counters.ts";
import { DETECTION_CHECKS } from "./sender/detection.ts";
import { HEADER_CHECKS } from "./sender/header.ts";
import { LAYOUT_CHECKS } from "./sender/layout.ts";
import { MAPPED_RAM_CHECKS } from "./sender/mapped-ram.ts";
import { PAGE_CHECKS } from "./sender/pages.ts";
import { PAYLOAD_CHECKS } from "./sender/payload.ts";
import { REPLAY_CHECKS } from "./sender/replay.ts";
import { SETTING_CHECKS } from "./sender/settings.ts";
import { SYNC_CHECKS } from "./sender/sync.ts";

export const SENDER_CHECKS: readonly SenderCheck[] = [
  ...LAYOUT_CHECKS,
  ...HEADER_CHECKS,
  ...PAGE_CHECKS,
  ...DETECTION_CHECKS,
  ...PAYLOAD_CHECKS,
  ...SYNC_CHECKS,
  ...COUNTER_CHECKS,
  ...REPLAY_CHECKS,
  ...MAPPED_RAM_CHECKS,
  ...SETTING_CHECKS,
].sort((a, b) => a.id < b.id ? -1 : 1);
