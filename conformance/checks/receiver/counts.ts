/** RCV-03, RCV-04, RCV-05, RCV-37: pages_alloc, normal_pages and zero_pages. */
import { boundaryCounts } from "../../../generators/boundary-counts.ts";
import type { ReceiverCase } from "../../../generators/case.ts";
import { tooManyNormal } from "../../../generators/invalid/normal-pages.ts";
import { allocTooLarge } from "../../../generators/invalid/pages-alloc.ts";
import { tooManyZero } from "../../../generators/invalid/zero-pages.ts";
import { allocBelow } from "../../../generators/legal/alloc-below.ts";
import { countsAtBound } from "../../../generators/legal/counts-at-bound.ts";
import type { ReceiverCheck, ReceiverShape } from "../../check.ts";
import { judgeAccepted, judgeRejected } from "../../judge.ts";
import { BATCH, fromFamily } from "./from-family.ts";

export const COUNTS_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-03",
    title: "pages_alloc above page_count is rejected.",
    ...fromFamily(allocTooLarge, { bounds: countsThatBreak("RCV-03") }),
    judge: judgeRejected,
  },
  {
    id: "RCV-04",
    title: "normal_pages above pages_alloc is rejected.",
    ...fromFamily(tooManyNormal, { bounds: countsThatBreak("RCV-04") }),
    judge: judgeRejected,
  },
  {
    id: "RCV-05",
    title: "zero_pages above pages_alloc − normal_pages is rejected.",
    ...fromFamily(tooManyZero, { bounds: countsThatBreak("RCV-05") }),
    judge: judgeRejected,
  },
  {
    id: "RCV-05/wrap",
    title:
      "zero_pages whose 32-bit sum with normal_pages wraps around to a small number is rejected.",
    ...fromFamily(tooManyZero, { bounds: countsThatBreak("RCV-05") }),
    concerns: sumWraps,
    judge: judgeRejected,
  },
  {
    id: "RCV-04/bound",
    title: "Counts that use pages_alloc up, or nearly, are accepted.",
    ...fromFamily(countsAtBound, { ...BATCH, bounds: countsThatBreak(undefined) }),
    requirements: ["RCV-04", "RCV-03", "RCV-05"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-37",
    title: "pages_alloc below page_count is accepted, and the packet is as long as ever.",
    ...fromFamily(allocBelow, BATCH),
    judge: judgeAccepted,
  },
];

/** Of the whole product of boundary values: the cases that break this rule first; undefined: the legal ones. */
function countsThatBreak(requirement: string | undefined) {
  return (shape: ReceiverShape) =>
    boundaryCounts(shape).filter((c) => c.breaks?.requirement === requirement);
}

function sumWraps(c: ReceiverCase): boolean {
  const step = c.steps[c.breaks!.step];
  if (step.kind !== "packet") return false;
  const { normal, zero, fields = {} } = step.packet;
  return (fields.normalPages ?? normal.length) + (fields.zeroPages ?? zero.length) >= 2 ** 32;
}
