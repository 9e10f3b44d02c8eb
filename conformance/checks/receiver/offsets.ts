/** RCV-07 to RCV-11, RCV-26, RCV-27, RCV-32: the entries of offset[]. */
import { boundaryOffsets } from "../../../generators/boundary-offsets.ts";
import { normalOutOfBounds, zeroOutOfBounds } from "../../../generators/invalid/out-of-bounds.ts";
import { shortBlock } from "../../../generators/invalid/short-block.ts";
import { atLastPage } from "../../../generators/legal/last-page.ts";
import { unaligned } from "../../../generators/legal/loose-fields.ts";
import { normalAndZero, normalTwice } from "../../../generators/legal/same-offset.ts";
import { staleOffsets } from "../../../generators/legal/stale-offsets.ts";
import type { ReceiverCheck, ReceiverShape } from "../../check.ts";
import { judgeAccepted, judgeRejected } from "../../judge.ts";
import { BATCH, fromFamily } from "./from-family.ts";

export const OFFSET_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-07",
    title: "A normal offset above used_length − page size is rejected.",
    ...fromFamily(normalOutOfBounds, { bounds: offsetsThatBreak("RCV-07") }),
    judge: judgeRejected,
  },
  {
    id: "RCV-08",
    title: "A zero offset above used_length − page size is rejected.",
    ...fromFamily(zeroOutOfBounds, { bounds: offsetsThatBreak("RCV-08") }),
    judge: judgeRejected,
  },
  {
    id: "RCV-09",
    title: "An offset of exactly used_length − page size is accepted in both parts.",
    ...fromFamily(atLastPage, { ...BATCH, bounds: offsetsThatBreak(undefined) }),
    judge: judgeAccepted,
  },
  {
    id: "RCV-10",
    title: "A block shorter than a page rejects every offset.",
    ...fromFamily(shortBlock),
    judge: judgeRejected,
  },
  {
    id: "RCV-11",
    title: "An offset that is not a multiple of the page size is taken as it is.",
    ...fromFamily(unaligned, BATCH),
    needs: ["ram"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-26",
    title: "An offset that is both normal and zero in a packet ends with the normal page's data.",
    ...fromFamily(normalAndZero, BATCH),
    needs: ["ram"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-27",
    title: "Of two normal pages at one offset the last one stays.",
    ...fromFamily(normalTwice, BATCH),
    needs: ["ram"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-32",
    title: "Offsets behind the used ones change nothing, whatever they hold.",
    ...fromFamily(staleOffsets, BATCH),
    needs: ["ram"],
    judge: judgeAccepted,
  },
];

/** The boundary offsets in each part that break this rule; undefined: those that are legal. */
function offsetsThatBreak(requirement: string | undefined) {
  return (shape: ReceiverShape) =>
    boundaryOffsets(shape).filter((c) => c.breaks?.requirement === requirement);
}
