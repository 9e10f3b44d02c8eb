/** RCV-19, RCV-35, RCV-36, RCV-38, RCV-42: SYNC points, and the order of everything around them. */
import { barrierWithoutSync } from "../../../generators/invalid/barrier.ts";
import {
  mainZeroOutOfBounds,
  mainZeroUnknownBlock,
} from "../../../generators/invalid/main-zero.ts";
import { barrierHolds, mainZeroOrdered } from "../../../generators/legal/barriers.ts";
import { greetings } from "../../../generators/legal/greetings.ts";
import { syncWithPages } from "../../../generators/legal/sync-with-pages.ts";
import { heldBack } from "../../case-sources/held-back.ts";
import { orders } from "../../case-sources/orders.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeAccepted, judgeRejected } from "../../judge.ts";
import { BATCH, fromFamily } from "./from-family.ts";

export const BARRIER_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-19",
    title: "A SYNC packet that carries pages is applied, then synchronised.",
    ...fromFamily(syncWithPages, BATCH),
    needs: ["ram", "main"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-35",
    title:
      "Pages behind a SYNC point are applied after those before it, however late a channel is.",
    ...fromFamily(barrierHolds, { ...BATCH, bounds: heldBack(barrierHolds) }),
    needs: ["ram", "main"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-35/orders",
    requirements: ["RCV-35"],
    title: "A barrier holds in every order in which the bytes of channels can arrive.",
    role: "receiver",
    needs: ["ram", "main"],
    cases: orders,
    concerns: (c) =>
      c.channels > 1 && c.steps.some((s) => s.kind === "sync" || s.kind === "barrier"),
    judge: judgeAccepted,
  },
  {
    id: "RCV-36",
    requirements: ["RCV-36"],
    title: "Channels interleave in any way between barriers, with the same RAM in the end.",
    role: "receiver",
    needs: ["ram"],
    cases: orders,
    concerns: (c) => c.channels > 1,
    judge: judgeAccepted,
  },
  {
    id: "RCV-36/greetings",
    title: "Channels greet in any order, with anything in the reserved bytes.",
    ...fromFamily(greetings),
    judge: judgeAccepted,
  },
  {
    id: "RCV-38",
    title: "A channel rejected or ended before its SYNC makes a barrier fail, not hang.",
    ...fromFamily(barrierWithoutSync),
    judge: judgeRejected,
  },
  {
    id: "RCV-42",
    title:
      "Zero words on the main channel come behind the pages before the last barrier and ahead of those behind the next.",
    ...fromFamily(mainZeroOrdered, { ...BATCH, bounds: heldBack(mainZeroOrdered) }),
    needs: ["ram", "main"],
    judge: judgeAccepted,
  },
  {
    id: "RCV-42/orders",
    requirements: ["RCV-42"],
    title:
      "Zero words on the main channel keep their place between barriers in every order in which bytes can arrive.",
    role: "receiver",
    needs: ["ram", "main"],
    cases: orders,
    concerns: (c) => c.steps.some((s) => s.kind === "zero"),
    judge: judgeAccepted,
  },
  {
    id: "RCV-06/main",
    title: "A zero word on the main channel that names an unknown RAM block is rejected.",
    ...fromFamily(mainZeroUnknownBlock),
    judge: judgeRejected,
  },
  {
    id: "RCV-08/main",
    title: "A zero word on the main channel above used_length − page size is rejected.",
    ...fromFamily(mainZeroOutOfBounds),
    judge: judgeRejected,
  },
];
