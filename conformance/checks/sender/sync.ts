/** SND-14, 15, 25: SYNC points. */
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { eachPacket, hasPages, senderCheck, somePacket, where, wrongField } from "./define.ts";
import { factsOf } from "./facts.ts";

export const SYNC_CHECKS: readonly SenderCheck[] = [
  senderCheck({
    id: "SND-14",
    title:
      "A SYNC point puts exactly one SYNC packet on every channel, and one follows every pass.",
    judge: judgeCounts,
  }),
  senderCheck({
    id: "SND-14/order",
    title: "No channel meets the next SYNC point before all have had the SYNC packet of the last.",
    needs: ["order"],
    concerns: ({ job, transcript }) => job.channels > 1 && transcript.packets.some((p) => p.sync),
    judge: judgeOrder,
  }),
  senderCheck({
    id: "SND-15",
    title: "A SYNC packet carries no pages.",
    concerns: somePacket(({ sync }) => sync),
    judge: eachPacket((sent) =>
      sent.sync && hasPages(sent)
        ? wrongField(
          sent,
          "flags",
          "SYNC alone",
          `SYNC with ${sent.packet.normalPages} normal and ${sent.packet.zeroPages} zero pages`,
        )
        : undefined
    ),
  }),
  senderCheck({
    id: "SND-25",
    title:
      "Every SYNC point has exactly one MULTIFD_FLUSH word on the main channel, or ends a section.",
    needs: ["main"],
    concerns: ({ transcript }) =>
      transcript.packets.some((p) => p.sync) || transcript.words.length > 0,
    judge: judgeFlushes,
  }),
  senderCheck({
    id: "SND-25/order",
    title: "It comes behind the SYNC packets of its SYNC point.",
    needs: ["main", "order"],
    concerns: (run) => barriersOf(run).length > 0,
    judge: judgeFlushOrder,
  }),
];

function judgeCounts(run: SenderRun): Problem | undefined {
  const { channels } = run.transcript;
  const counts = channels.map((c) => c.packets.filter((p) => p.sync).length);
  const odd = counts.findIndex((count) => count !== counts[0]);
  if (odd >= 0) {
    return {
      expected: `as many SYNC packets on channel ${channels[odd].channel} as on the first: ${
        counts[0]
      }`,
      observed: String(counts[odd]),
    };
  }
  const passes = factsOf(run).queues.length;
  return counts[0] >= passes ? undefined : {
    expected: `a SYNC point behind each of ${passes} passes`,
    observed: `${counts[0]} SYNC packets on each channel`,
  };
}

function judgeOrder({ job, transcript }: SenderRun): Problem | undefined {
  const seen = new Set<number>();
  for (const sent of transcript.packets) {
    if (!sent.sync) continue;
    if (seen.has(sent.channel)) {
      return wrongField(
        sent,
        "flags",
        "SYNC on the other channels first",
        `the second SYNC of channel ${sent.channel}, ${
          job.channels - seen.size
        } channels have had none`,
      );
    }
    seen.add(sent.channel);
    if (seen.size === job.channels) seen.clear();
  }
  return undefined;
}

function judgeFlushes(run: SenderRun): Problem | undefined {
  const barriers = barriersOf(run).length;
  const points = Math.max(
    ...run.transcript.channels.map((c) => c.packets.filter((p) => p.sync).length),
  );
  return barriers === points ? undefined : {
    expected: `${nameOf(run)} for each of ${points} SYNC points`,
    observed: String(barriers),
  };
}

function judgeFlushOrder(run: SenderRun): Problem | undefined {
  const barriers = barriersOf(run);
  for (const { packets } of run.transcript.channels) {
    for (const [i, sent] of packets.filter((p) => p.sync).entries()) {
      if (barriers[i] && barriers[i].position < sent.position) {
        return wrongField(
          sent,
          "flags",
          `SYNC before ${nameOf(run)}, number ${i}`,
          `behind it: the receiver waits for a packet that is not sent (${where(sent)})`,
        );
      }
    }
  }
  return undefined;
}

/** What a receiver waits at, on the main channel. */
function barriersOf({ transcript, observation }: SenderRun) {
  const barrier = observation.perSection ? "eos" : "flush";
  return transcript.words.filter(({ word }) => word.kind === barrier);
}

function nameOf({ observation }: SenderRun): string {
  return observation.perSection ? "an end of a section" : "a MULTIFD_FLUSH word";
}
