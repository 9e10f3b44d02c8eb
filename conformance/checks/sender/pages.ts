/** SND-03, 12, 13, 23: which pages are sent, in which block and how often. */
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { hasPages, senderCheck, somePacket, where, wrongField } from "./define.ts";
import { factsOf, type Send } from "./facts.ts";

export const PAGE_CHECKS: readonly SenderCheck[] = [
  senderCheck({
    id: "SND-03",
    title: "Every page is sent as often as it was queued: none lost, doubled or made up.",
    concerns: ({ hidesPages }) => !hidesPages,
    judge: judgeMultiset,
  }),
  senderCheck({
    id: "SND-12",
    title: "A packet with pages names a RAM block, and its offsets are of that block.",
    concerns: somePacket(hasPages),
    judge: judgeBlocks,
  }),
  senderCheck({
    id: "SND-13",
    title: "Offsets are multiples of the page size and at most used_length − page size.",
    concerns: somePacket(hasPages),
    judge: judgeOffsets,
  }),
  senderCheck({
    id: "SND-23",
    title: "A page is sent again, on any channel, only behind a SYNC point.",
    concerns: (run) => factsOf(run).sends.length > 0,
    judge: judgeRepeats,
  }),
];

function judgeMultiset(run: SenderRun): Problem | undefined {
  const { queued, sends } = factsOf(run);
  for (const send of sends) {
    const { page, ramblock, offset, nth } = send;
    const times = page.queued.length;
    if (nth < times) continue;
    return ofSend(
      send,
      times === 0 ? "only pages that were queued" : `sent ${often(times)}, as it was queued`,
      `offset ${offset} of block ${JSON.stringify(ramblock)}, time ${nth + 1}`,
    );
  }
  for (const { page } of queued) {
    const { ramblock, offset } = page;
    const [times, sent] = [page.queued.length, page.sends.length];
    if (sent === times) continue;
    return {
      expected: `offset ${offset} of block ${JSON.stringify(ramblock)} sent ${often(times)}`,
      observed: sent === 0 ? "never sent" : `sent ${often(sent)}`,
    };
  }
  return undefined;
}

function judgeBlocks(run: SenderRun): Problem | undefined {
  const { sends, pageAt } = factsOf(run);
  const isLost = (ramblock: string, offset: bigint) => {
    const page = pageAt(ramblock, offset);
    return page.sends.length < page.queued.length;
  };
  for (const { page, packet, entry, ramblock, offset, nth } of sends) {
    if (!packet) continue;
    const block = run.job.blocks.find(({ name }) => name === ramblock);
    if (!block) {
      return wrongField(packet, "ramblock", "a block of this machine", JSON.stringify(ramblock));
    }
    // Sent once too often here, and not often enough in the block where it belongs.
    const elsewhere = nth >= page.queued.length &&
      run.job.blocks.find(({ name }) => isLost(name, offset));
    if (elsewhere || offset >= BigInt(block.usedLength)) {
      return wrongField(
        packet,
        `offsets[${entry}]`,
        `an offset of block ${JSON.stringify(ramblock)}`,
        elsewhere
          ? `${offset}, which was queued in block ${JSON.stringify(elsewhere.name)}`
          : `${offset}, behind its end at ${block.usedLength}`,
      );
    }
  }
  return undefined;
}

function judgeOffsets(run: SenderRun): Problem | undefined {
  const { pageSize, blocks } = run.job;
  for (const { packet, entry, ramblock, offset } of factsOf(run).sends) {
    const block = blocks.find(({ name }) => name === ramblock);
    if (!packet || !block) continue;
    const last = block.usedLength - pageSize;
    if (offset % BigInt(pageSize) === 0n && offset <= BigInt(last)) continue;
    return wrongField(
      packet,
      `offsets[${entry}]`,
      `a multiple of ${pageSize}, at most ${last}`,
      String(offset),
    );
  }
  return undefined;
}

function judgeRepeats(run: SenderRun): Problem | undefined {
  for (const send of factsOf(run).sends) {
    const before = send.page.sends[send.nth - 1];
    if (before?.epoch === send.epoch) {
      return ofSend(
        send,
        "a SYNC point between both times a page is sent",
        `offset ${send.offset} of block ${JSON.stringify(send.ramblock)} again, with none since ${
          before.packet ? where(before.packet) : "the main channel"
        }`,
      );
    }
  }
  return undefined;
}

/** A problem of one page, in its packet or on the main channel. */
export function ofSend({ packet, entry }: Send, expected: string, observed: string): Problem {
  return packet
    ? wrongField(packet, `offsets[${entry}]`, expected, observed)
    : { expected, observed: `${observed} (on the main channel)` };
}

function often(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}
