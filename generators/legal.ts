/**
 * All legal families: what a receiver must take, or (INFO requirements) what it does with what is
 * left open.
 */
import type { Family } from "./family.ts";
import { allocBelow } from "./legal/alloc-below.ts";
import { barrierHolds, mainZeroOrdered, pageComesAndGoes } from "./legal/barriers.ts";
import { channelEnds } from "./legal/channel-ends.ts";
import { countsAtBound } from "./legal/counts-at-bound.ts";
import { greetings } from "./legal/greetings.ts";
import { atLastPage } from "./legal/last-page.ts";
import { longName } from "./legal/long-name.ts";
import { longPayload } from "./legal/long-payload.ts";
import {
  missingTail,
  sizeWithoutPages,
  unaligned,
  unknownFlags,
  wrongSize,
} from "./legal/loose-fields.ts";
import { nameJunk } from "./legal/name-junk.ts";
import { frameHeaders } from "./legal/frame-headers.ts";
import { newFrames } from "./legal/new-frames.ts";
import { noPages, syncWithoutPages } from "./legal/no-pages.ts";
import { oldSender, zeroToOld } from "./legal/old-sender.ts";
import { reservedSet } from "./legal/reserved.ts";
import { normalAndZero, normalTwice } from "./legal/same-offset.ts";
import { staleOffsets } from "./legal/stale-offsets.ts";
import { syncWithPages } from "./legal/sync-with-pages.ts";
import { wideWindow } from "./legal/wide-window.ts";
import { hasData, zeroOnlyThenData, zeroOverData, zeroOverZero } from "./legal/zero-pages.ts";

export const LEGAL: readonly Family[] = [
  reservedSet,
  newFrames,
  frameHeaders,
  wideWindow,
  countsAtBound,
  atLastPage,
  unaligned,
  zeroOverData,
  zeroOverZero,
  zeroOnlyThenData,
  noPages,
  syncWithoutPages,
  hasData,
  syncWithPages,
  missingTail,
  sizeWithoutPages,
  longPayload,
  longName,
  nameJunk,
  channelEnds,
  normalAndZero,
  normalTwice,
  staleOffsets,
  oldSender,
  zeroToOld,
  barrierHolds,
  greetings,
  allocBelow,
  wrongSize,
  unknownFlags,
  pageComesAndGoes,
  mainZeroOrdered,
];
