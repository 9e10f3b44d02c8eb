/** SND-17: what a sender says it sent, against what it sent. */
import { type PacketTrace, readTrace, type TraceEvent } from "../../../protocol/trace.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { MAPPED_RAM, MULTIFD_OFF } from "../../job-sources.ts";
import type { SentChannel } from "../../transcript.ts";
import { senderCheck, where, wrongField } from "./define.ts";
import { factsOf } from "./facts.ts";

export const COUNTER_CHECKS: readonly SenderCheck[] = [
  senderCheck({
    id: "SND-17",
    title:
      "Statistics count the normal and zero pages that were sent, those of the main channel too.",
    needs: ["counters"],
    concerns: ({ observation }) => observation.counters !== undefined,
    judge: judgeStatistics,
  }),
  senderCheck({
    id: "SND-17/multifd-off",
    title: "With the capability off statistics count the pages of the main channel.",
    needs: ["counters", "multifd-off"],
    methods: ["none"],
    jobs: MULTIFD_OFF,
    concerns: ({ observation }) => observation.counters !== undefined,
    judge: judgeQueued,
  }),
  senderCheck({
    id: "SND-17/mapped-ram",
    title:
      "Statistics count the pages of a mapped-ram file, and the zero pages that it leaves out.",
    needs: ["counters", "mapped-ram"],
    methods: ["none"],
    jobs: MAPPED_RAM,
    concerns: ({ observation }) => observation.counters !== undefined,
    judge: judgeQueued,
  }),
  senderCheck({
    id: "SND-17/channels",
    title: "Each channel's totals count its packets and pages.",
    needs: ["counters"],
    concerns: ({ observation }) => observation.counters?.channels !== undefined,
    judge: judgeChannels,
  }),
  senderCheck({
    id: "SND-17/trace",
    title:
      "There is a trace line for every packet with its number, flags, counts and size, and totals at a channel's end.",
    needs: ["trace"],
    concerns: ({ observation }) => observation.trace !== undefined,
    judge: judgeTrace,
  }),
];

interface Totals {
  packets: number;
  normalPages: number;
  zeroPages: number;
}

/** Pages as they came, not as they were counted: a count without its pages does not count. */
function sentOn({ packets }: SentChannel): Totals {
  const totals = { packets: packets.length, normalPages: 0, zeroPages: 0 };
  for (const { normal, zero } of packets) {
    totals.normalPages += normal.length;
    totals.zeroPages += zero.length;
  }
  return totals;
}

function judgeStatistics({ observation, transcript }: SenderRun): Problem | undefined {
  const sent = { normalPages: 0, zeroPages: 0 };
  for (const channel of transcript.channels) {
    const { normalPages, zeroPages } = sentOn(channel);
    sent.normalPages += normalPages;
    sent.zeroPages += zeroPages;
  }
  for (const { word } of transcript.words) {
    if (word.kind === "page") sent.normalPages++;
    if (word.kind === "zero") sent.zeroPages++;
  }
  return difference("statistics", sent, observation.counters!);
}

/** Where no packet counts them: each page of each pass once, a zero one as such if anybody looks for zero pages. */
function judgeQueued(run: SenderRun): Problem | undefined {
  const sent = { normalPages: 0, zeroPages: 0 };
  for (const { content } of factsOf(run).queued) {
    if (!content) return undefined;
    if (run.job.detection !== "none" && content.zero) sent.zeroPages++;
    else sent.normalPages++;
  }
  return difference("statistics", sent, run.observation.counters!);
}

function judgeChannels({ observation, transcript }: SenderRun): Problem | undefined {
  for (const channel of transcript.channels) {
    const id = idOf(channel);
    const counted = observation.counters!.channels![id];
    const problem = counted
      ? difference(`totals of channel ${id}`, sentOn(channel), counted)
      : { expected: `totals of channel ${id}`, observed: "none" };
    if (problem) return problem;
  }
  return undefined;
}

function judgeTrace({ observation, transcript }: SenderRun): Problem | undefined {
  let events: TraceEvent[];
  try {
    events = readTrace(observation.trace!);
  } catch (error) {
    return { expected: "trace lines in a known format", observed: (error as Error).message };
  }
  for (const channel of transcript.channels) {
    const id = idOf(channel);
    const problem = judgePacketLines(channel, events.filter((e) => e.channel === id), id);
    if (problem) return problem;
  }
  return undefined;
}

function judgePacketLines(
  channel: SentChannel,
  events: TraceEvent[],
  id: number,
): Problem | undefined {
  const lines = events.filter((e): e is PacketTrace => e.kind === "send");
  for (const [i, sent] of channel.packets.entries()) {
    const line = lines[i];
    if (!line) return { expected: `a trace line for ${where(sent)}`, observed: "none" };
    for (
      const field of ["packetNum", "flags", "normalPages", "zeroPages", "nextPacketSize"] as const
    ) {
      if (line[field] === undefined || line[field] === sent.packet[field]) continue;
      return wrongField(
        sent,
        field,
        `${line[field]}, as the trace line says`,
        String(sent.packet[field]),
      );
    }
  }
  if (lines.length > channel.packets.length) {
    return {
      expected: `${channel.packets.length} trace lines of packets of channel ${id}`,
      observed: String(lines.length),
    };
  }
  const end = events.find((e) => e.kind === "send-end");
  if (!end) return { expected: `a trace line of the end of channel ${id}`, observed: "none" };
  return difference(`the last trace line of channel ${id}`, sentOn(channel), end);
}

/** The first count that is there and differs. */
function difference(
  what: string,
  sent: Partial<Totals>,
  counted: Partial<Totals>,
): Problem | undefined {
  for (const field of ["packets", "normalPages", "zeroPages"] as const) {
    if (sent[field] === undefined || counted[field] === undefined) continue;
    if (sent[field] === counted[field]) continue;
    return {
      expected: `${what}: ${field} ${sent[field]}, as was sent`,
      observed: String(counted[field]),
    };
  }
  return undefined;
}

/** Statistics and trace lines go by the id of the greeting. */
function idOf({ channel, greeting }: SentChannel): number {
  return greeting?.id ?? channel;
}
