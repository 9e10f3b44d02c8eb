/** SND-19: what was sent is what was there. */
import type { RamBlock } from "../../../protocol/ram.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { firstDifference } from "../../judge.ts";
import { senderCheck } from "./define.ts";
import { factsOf, type Send } from "./facts.ts";

export const REPLAY_CHECKS: readonly SenderCheck[] = [
  {
    ...senderCheck({
      id: "SND-19",
      title: "The sender comes to its end, and everything sent, replayed, gives its RAM exactly.",
      judge: judgeReplay,
    }),
    concerns: () => true,
  },
];

/** What stands in a queued page before anything is sent: a lost zero page must show. */
const OLD = 0xa5;

function judgeReplay(run: SenderRun): Problem | undefined {
  const { outcome, signal, text } = run.observation;
  if (outcome !== "completed") {
    const how = signal ? `${outcome} with ${signal}` : outcome;
    return { expected: "completed", observed: text ? `${how}: ${text}` : how };
  }
  const { ram } = factsOf(run);
  const replayed = replay(run);
  const different = firstDifference(ram, replayed, run.job.pageSize);
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

/** RAM of a receiver that does what it is told. */
function replay(run: SenderRun): RamBlock[] {
  const { job } = run;
  const { queued, sends } = factsOf(run);
  const ram = job.blocks.map(({ name, usedLength }) => ({
    name,
    usedLength,
    bytes: new Uint8Array(usedLength),
  }));
  for (const { ramblock, offset } of queued.flat()) {
    ram.find((b) => b.name === ramblock)?.bytes.fill(OLD, offset, offset + job.pageSize);
  }
  for (const send of sends) apply(ram, send, job.pageSize);
  return ram;
}

function apply(ram: RamBlock[], { ramblock, offset, how, data }: Send, pageSize: number): void {
  const block = ram.find((b) => b.name === ramblock);
  if (!block || offset + BigInt(pageSize) > BigInt(block.usedLength)) return;
  const at = Number(offset);
  if (how === "zero" || how === "main-zero") block.bytes.fill(0, at, at + pageSize);
  else if (data) block.bytes.set(data, at);
}
