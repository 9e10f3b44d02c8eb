/** The smallest session that shows something, each way: one page of data and one that is zero. */
import type { ReceiverCase } from "../../../generators/case.ts";
import type { SenderJob } from "../../../generators/job.ts";
import { ONES } from "../../../generators/page-fill.ts";
import type { MethodName } from "../../../protocol/flags.ts";
import type { RamBlockInfo } from "../../../protocol/ram.ts";
import type { ReceiverOffer, SenderOffer } from "../../target.ts";

/** One packet, and a SYNC point where the main channel can be told of it. */
export function tinyCase(offer: ReceiverOffer, method: MethodName): ReceiverCase {
  const { pageSize, channels, blocks, block } = sceneOf(offer);
  const normal = [{ offset: 0n, fill: ONES }];
  const hasZero = offer.layout === "patch" && block.usedLength >= 2 * pageSize;
  const zero = hasZero ? [BigInt(pageSize)] : [];
  return {
    ...{ pageSize, channels, method, level: 1 },
    blocks: blocks.map((b) => ({ ...b, pages: [] })),
    steps: [
      { kind: "packet", channel: 0, packet: { ramblock: block.name, packetNum: 0n, normal, zero } },
      ...(offer.shows.has("main") ? [{ kind: "sync" } as const] : []),
    ],
    segmentation: { kind: "whole" },
    delivery: { kind: "in-order" },
    classes: [],
  };
}

/** One pass over all RAM. */
export function tinyJob(offer: SenderOffer, method: MethodName): SenderJob {
  const { pageSize, channels, blocks, block } = sceneOf(offer);
  const queue = blocks.flatMap(({ name, usedLength }) =>
    Array.from(
      { length: Math.floor(usedLength / pageSize) },
      (_, i) => ({ ramblock: name, offset: i * pageSize }),
    )
  );
  return {
    ...{ pageSize, channels, method, level: 1, detection: offer.detections[0] },
    ...{ multifd: true, mappedRam: false },
    blocks: blocks.map((b) => ({ ...b, pages: b === block ? [ONES] : [] })),
    passes: [{ writes: [], queue }],
    classes: [],
  };
}

interface Scene {
  pageSize: number;
  channels: number;
  blocks: readonly RamBlockInfo[];
  /** One that holds a page. */
  block: RamBlockInfo;
}

function sceneOf({ pageSizes, maxChannels, blocks }: ReceiverOffer | SenderOffer): Scene {
  const [pageSize] = pageSizes;
  blocks ??= [{ name: "ram", usedLength: 2 * pageSize }];
  const block = blocks.find((b) => b.usedLength >= pageSize)!;
  return { pageSize, channels: Math.min(2, maxChannels), blocks, block };
}
