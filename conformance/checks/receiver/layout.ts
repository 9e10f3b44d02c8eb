/** LAY-01, LAY-02, LAY-04, LAY-06: where everything stands in a packet. */
import type { PacketSpec, ReceiverCase } from "../../../generators/case.ts";
import { reservedSet } from "../../../generators/legal/reserved.ts";
import { pageCountOf } from "../../../protocol/layout.ts";
import { sessions } from "../../case-sources/sessions.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeAccepted } from "../../judge.ts";
import { pagesOf } from "../../model.ts";
import { BATCH, fromFamily } from "./from-family.ts";

export const LAYOUT_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "LAY-01",
    requirements: ["LAY-01"],
    title: "Fields are read at their offsets, with their sizes, big-endian.",
    role: "receiver",
    needs: ["ram"],
    cases: sessions,
    concerns: (c) => packetsOf(c).some((p) => pagesOf(p).length > 0),
    judge: judgeAccepted,
  },
  {
    id: "LAY-02",
    requirements: ["LAY-02"],
    title: "A packet is 320 + 8 × page_count bytes long, however few offsets it uses.",
    role: "receiver",
    needs: ["ram"],
    cases: sessions,
    concerns: somethingBehindShortPacket,
    judge: judgeAccepted,
  },
  {
    id: "LAY-04",
    title: "Reserved bytes are ignored, whatever they hold.",
    ...fromFamily(reservedSet, BATCH),
    judge: judgeAccepted,
  },
  {
    id: "LAY-06",
    requirements: ["LAY-06"],
    title: "offset[] has the normal pages first and the zero pages behind them.",
    role: "receiver",
    needs: ["ram"],
    cases: sessions,
    concerns: (c) => packetsOf(c).some((p) => p.normal.length > 0 && p.zero.length > 0),
    judge: judgeAccepted,
  },
];

function packetsOf(c: ReceiverCase): PacketSpec[] {
  return c.steps.flatMap((step) => step.kind === "packet" ? [step.packet] : []);
}

/** A packet that leaves offsets unused, and a packet with pages behind it on its channel. */
function somethingBehindShortPacket(c: ReceiverCase): boolean {
  const short = new Set<number>();
  for (const step of c.steps) {
    if (step.kind !== "packet") continue;
    const pages = pagesOf(step.packet).length;
    if (pages > 0 && short.has(step.channel)) return true;
    if (pages < pageCountOf(c.pageSize)) short.add(step.channel);
  }
  return false;
}
