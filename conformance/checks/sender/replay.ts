/** SND-19: what was sent is what was there. */
import type { RamBlock } from "../../../protocol/ram.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { firstDifference } from "../../judge.ts";
import { RamArena } from "../../ram-arena.ts";
import { barrierOf } from "../../transcript/words.ts";
import { notCompleted, senderCheck } from "./define.ts";
import { factsOf, type Send } from "./facts.ts";

export const REPLAY_CHECKS: readonly SenderCheck[] = [
  {
    ...senderCheck({
      id: "SND-19",
      title: "The sender comes to its end, and everything sent, replayed, gives its RAM exactly.",
      judge: judgeReplay,
    }),
    concerns: (run) => !run.hidesPages || notCompleted(run) !== undefined,
  },
  senderCheck({
    id: "SND-19/receiver",
    title: "The reference receiver takes everything sent and ends with the sender's RAM.",
    needs: ["main"],
    judge: judgeReceived,
  }),
];

const arena = new RamArena();

/** What stands in a queued page before anything is sent: a lost zero page must show. */
const OLD = 0xa5;

function judgeReplay(run: SenderRun): Problem | undefined {
  return notCompleted(run) ?? differenceFrom(run, replay(run));
}

function judgeReceived(run: SenderRun): Problem | undefined {
  const { job, observation, transcript } = run;
  const blocks = ramBefore(run);
  const receiver = new Receiver({
    pageSize: job.pageSize,
    channels: job.channels,
    method: job.method,
    blocks,
    layout: transcript.settings.layout,
    uuid: transcript.channels[0].greeting?.uuid,
  });
  const barrier = barrierOf(observation.writes);
  try {
    for (const write of observation.writes) {
      if (write.stream === "channel") receiver.feed(write.channel, write.data);
      else if (write.word.kind === barrier) receiver.barrier();
      else if (write.word.kind === "zero") {
        receiver.zeroPage(write.word.ramblock, write.word.offset);
      }
    }
    receiver.finish();
  } finally {
    receiver.close();
  }
  const { fault } = receiver;
  return fault
    ? { expected: "all taken by the reference receiver", observed: fault.message }
    : differenceFrom(run, blocks);
}

function differenceFrom(run: SenderRun, ram: readonly RamBlock[]): Problem | undefined {
  const different = firstDifference(factsOf(run).ram, ram, run.job.pageSize);
  if (!different) return undefined;
  const { ramblock, offset, expected, observed } = different;
  const last = factsOf(run).sends.findLast((send) =>
    send.ramblock === ramblock && send.offset === BigInt(offset)
  );
  return {
    expected: `block ${JSON.stringify(ramblock)}, page at ${offset}: ${expected}`,
    observed: last ? observed : `${observed}: the page was never sent`,
    ...(last?.packet && {
      at: {
        channel: last.packet.channel,
        packet: last.packet.index,
        field: `offsets[${last.entry}]`,
      },
    }),
  };
}

/** Zero, but for the pages that will come; until the next call. */
function ramBefore(run: SenderRun): RamBlock[] {
  const { job } = run;
  const blocks = job.blocks.map((block) => ({ ...block, pages: [] }));
  const ram = arena.ramOf({ blocks, pageSize: job.pageSize });
  for (const { page } of factsOf(run).queued) {
    const at = Number(page.offset);
    ram.find((b) => b.name === page.ramblock)?.bytes.fill(OLD, at, at + job.pageSize);
  }
  return ram;
}

/** RAM of a receiver that does what it is told, SYNC point by SYNC point. */
function replay(run: SenderRun): RamBlock[] {
  const ram = ramBefore(run);
  for (const send of factsOf(run).sends) apply(ram, send, run.job.pageSize);
  return ram;
}

function apply(ram: RamBlock[], { ramblock, offset, how, data }: Send, pageSize: number): void {
  const block = ram.find((b) => b.name === ramblock);
  if (!block || offset + BigInt(pageSize) > BigInt(block.usedLength)) return;
  const at = Number(offset);
  if (how === "zero" || how === "main-zero") block.bytes.fill(0, at, at + pageSize);
  else if (data) block.bytes.set(data, at);
}
