/** RCV-33: receivers of one layout and senders of another. */
import type { ReceiverCase } from "../../../generators/case.ts";
import { oldSender, zeroToOld } from "../../../generators/legal/old-sender.ts";
import { familyCases } from "../../case-sources/family-cases.ts";
import type { CaseSource, Problem, ReceiverCheck } from "../../check.ts";
import { judgeAccepted } from "../../judge.ts";
import type { ReceiverObservation } from "../../target.ts";
import { BATCH, fromFamily } from "./from-family.ts";

export const COMPATIBILITY_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-33",
    title: "Packets as senders before the patch write them are taken.",
    ...fromFamily(oldSender, BATCH),
    judge: judgeAccepted,
  },
  {
    id: "RCV-33/zero-pages",
    requirements: ["RCV-33"],
    title: "A receiver before the patch loses the zero pages sent to it.",
    role: "receiver",
    needs: ["ram"],
    cases: toOldReceivers(),
    judge: judgeLost,
  },
];

/** No cases where the target knows zero pages. */
function toOldReceivers(): CaseSource {
  const cases = familyCases(zeroToOld, BATCH);
  return {
    ...cases,
    stimulus: (shape) => shape.layout === "before-patch" ? cases.stimulus(shape) : {},
  };
}

/** RAM is as if no packet had named a zero page. */
function judgeLost(c: ReceiverCase, seen: ReceiverObservation): Problem | undefined {
  const steps = c.steps.map((step) =>
    step.kind === "packet" ? { ...step, packet: { ...step.packet, zero: [] } } : step
  );
  return judgeAccepted({ ...c, steps }, seen);
}
