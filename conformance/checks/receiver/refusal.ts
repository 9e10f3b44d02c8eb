/** RCV-29, RCV-34: what a refused packet leaves behind. */
import type { ReceiverCase } from "../../../generators/case.ts";
import { faults } from "../../case-sources/faults.ts";
import { refusals } from "../../case-sources/refusals.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeEarlierPages, judgeRam } from "../../judge.ts";
import { pagesOf } from "../../model.ts";

export const REFUSAL_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-29",
    requirements: ["RCV-29"],
    title: "A packet rejected for a header field, a count or an offset has changed nothing.",
    role: "receiver",
    needs: ["ram"],
    cases: refusals,
    concerns: (_, seen) => seen.outcome === "rejected" && seen.ram !== undefined,
    judge: judgeRam,
  },
  {
    id: "RCV-29/payload",
    requirements: ["RCV-29"],
    level: "INFO",
    title:
      "A packet rejected for its payload, or for payload announced beside zero pages alone, has changed nothing.",
    role: "receiver",
    methods: ["zlib", "zstd"],
    needs: ["ram"],
    cases: faults,
    concerns: (c, seen) =>
      ["RCV-20", "RCV-21", "RCV-43"].includes(c.breaks!.requirement) &&
      seen.outcome === "rejected" && seen.ram !== undefined,
    judge: (c, seen) =>
      judgeRam(c, seen) && {
        expected: "nothing of the packet in RAM",
        observed: "part of the packet is in RAM already",
      },
  },
  {
    id: "RCV-34",
    requirements: ["RCV-34"],
    title: "A rejected or crashed channel leaves the pages of earlier packets alone.",
    role: "receiver",
    needs: ["ram"],
    cases: faults,
    concerns: (c, seen) =>
      hasEarlierPages(c) && (seen.outcome === "rejected" || seen.outcome === "crashed") &&
      seen.ram !== undefined,
    judge: judgeEarlierPages,
  },
];

function hasEarlierPages(c: ReceiverCase): boolean {
  return c.steps.slice(0, c.breaks!.step).some((step) =>
    step.kind === "zero" || (step.kind === "packet" && pagesOf(step.packet).length > 0)
  );
}
