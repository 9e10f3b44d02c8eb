/** RCV-13 to RCV-18, RCV-41: what packets with pages, and those without, do to RAM. */
import type { ReceiverCase } from "../../../generators/case.ts";
import { pageComesAndGoes } from "../../../generators/legal/barriers.ts";
import { frameHeaders } from "../../../generators/legal/frame-headers.ts";
import { newFrames } from "../../../generators/legal/new-frames.ts";
import { noPages, syncWithoutPages } from "../../../generators/legal/no-pages.ts";
import { wideWindow } from "../../../generators/legal/wide-window.ts";
import {
  hasData,
  zeroOnlyThenData,
  zeroOverData,
  zeroOverZero,
} from "../../../generators/legal/zero-pages.ts";
import { sessions } from "../../case-sources/sessions.ts";
import type { Problem, ReceiverCheck } from "../../check.ts";
import { judgeAccepted } from "../../judge.ts";
import type { ReceiverObservation } from "../../target.ts";
import { BATCH, fromFamily } from "./from-family.ts";

export const PAGES_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-13",
    requirements: ["RCV-13"],
    title: "Each normal page lands at its offset, byte for byte, and nothing else changes.",
    role: "receiver",
    needs: ["ram"],
    cases: sessions,
    concerns: (c) => c.steps.some((s) => s.kind === "packet" && s.packet.normal.length > 0),
    judge: judgeAccepted,
  },
  {
    id: "RCV-13/new-frame",
    title: "zstd: a packet may end its frame, and the next one begins another.",
    ...fromFamily(newFrames, BATCH),
    requirements: ["RCV-13", "SND-10"],
    level: "SHOULD",
    needs: ["ram"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-13/frame-header",
    title:
      "zstd: frames may say their size, name no dictionary, have no window, end with a checksum.",
    ...fromFamily(frameHeaders),
    requirements: ["RCV-13", "SND-10"],
    level: "SHOULD",
    needs: ["ram"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-13/window",
    title: "zstd: a window of 32 MiB is taken, that of level 20.",
    ...fromFamily(wideWindow),
    needs: ["ram"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-14",
    title: "A zero page is all zero afterwards, also where RAM held data before the first packet.",
    ...fromFamily(zeroOverData),
    needs: ["ram", "prefill"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-15",
    title: "A zero page that is zero already is not written.",
    ...fromFamily(zeroOverZero),
    needs: ["writes"],
    judge: judgeNothingWritten,
  },
  {
    id: "RCV-16",
    title: "A packet of zero pages only has no payload: the next packet starts right behind it.",
    ...fromFamily(zeroOnlyThenData, BATCH),
    needs: ["ram"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-17",
    title:
      "The block name, method and next_packet_size of a packet without pages are not looked at.",
    ...fromFamily(noPages, BATCH),
    judge: judgeAccepted,
  },
  {
    id: "RCV-17/sync",
    title:
      "The block name, method and next_packet_size of a SYNC packet without pages are not looked at.",
    ...fromFamily(syncWithoutPages, BATCH),
    judge: judgeAccepted,
  },
  {
    id: "RCV-18",
    title: "A packet has data when it has normal pages or zero pages.",
    ...fromFamily(hasData, BATCH),
    needs: ["ram"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-41",
    title:
      "A page that goes normal, zero, normal, zero over packets, passes and channels ends zero.",
    ...fromFamily(pageComesAndGoes, BATCH),
    needs: ["ram", "main"],
    judge: judgeAccepted,
  },
];

/** All RAM is zero from the start, and so is all that comes. */
function judgeNothingWritten(c: ReceiverCase, seen: ReceiverObservation): Problem | undefined {
  if (!seen.writes) return { expected: "no page written", observed: "writes are not shown" };
  const [write] = seen.writes;
  if (!write) return judgeAccepted(c, seen);
  return {
    expected: `block ${
      JSON.stringify(write.ramblock)
    }, page at ${write.offset}: zero already, not written`,
    observed: "written",
  };
}
