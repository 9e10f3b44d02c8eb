import type { SenderJob } from "../../../../generators/job.ts";
import { ONES, ZERO } from "../../../../generators/page-fill.ts";
import type { SenderRun } from "../../../check.ts";
import { CHECKS } from "../../../checks/mod.ts";
import type { SenderOffer } from "../../../target.ts";
import { drawnBlock } from "../sender/drawn-block.ts";

/** RAM of every kind; then a page that turns zero, one that no longer is, and one of the ROM. */
export function jobOn(
  offer: Pick<SenderOffer, "pageSizes" | "blocks" | "detections">,
  wishes: Partial<SenderJob> = {},
): SenderJob {
  const [pageSize] = offer.pageSizes;
  const blocks = offer.blocks!.map((b) => drawnBlock(b, pageSize, 1));
  const queue = blocks.flatMap(({ name, pages }) =>
    pages.map((_, i) => ({ ramblock: name, offset: i * pageSize }))
  );
  const zero = blocks[0].pages.findIndex((fill) => fill.kind === "zero");
  const writes = [
    { ramblock: "ram", offset: 0, fill: ZERO },
    { ramblock: "ram", offset: zero * pageSize, fill: ONES },
    { ramblock: blocks.at(-1)!.name, offset: pageSize, fill: ONES },
  ];
  return {
    pageSize,
    channels: 2,
    method: "none",
    level: 1,
    detection: offer.detections.at(-1)!,
    multifd: true,
    mappedRam: false,
    blocks,
    passes: [{ writes: [], queue }, { writes, queue: writes }],
    classes: [],
    ...wishes,
  };
}

/** What a check of the suite says of a run; undefined: nothing wrong. */
export function verdict(id: string, run: SenderRun): string | undefined {
  const check = CHECKS.find((c) => c.id === id)!;
  if (check.role !== "sender") throw new Error(`${id} is no check of a sender`);
  if (check.concerns?.(run) === false) return "does not concern it";
  const problem = check.judge(run);
  return problem && `expected ${problem.expected}, observed ${problem.observed}`;
}
