/** RCV-31: what a receiver counts. */
import { faults } from "../../case-sources/faults.ts";
import { singleSessions } from "../../case-sources/sessions.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeCounters } from "../../judge.ts";

export const COUNTER_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-31",
    requirements: ["RCV-31"],
    title: "The counters of normal and zero pages equal what was received.",
    role: "receiver",
    needs: ["counters"],
    cases: singleSessions,
    concerns: (_, seen) => seen.outcome === "accepted",
    judge: judgeCounters,
  },
  {
    id: "RCV-31/rejected",
    requirements: ["RCV-31"],
    title: "A rejected packet is not counted.",
    role: "receiver",
    needs: ["counters"],
    cases: faults,
    concerns: (_, seen) => seen.outcome === "rejected",
    judge: judgeCounters,
  },
];
