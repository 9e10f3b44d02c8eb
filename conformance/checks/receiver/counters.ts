/** RCV-31: what a receiver counts. */
import { faults } from "../../case-sources/faults.ts";
import { singleSessions } from "../../case-sources/sessions.ts";
import type { ReceiverCase, Step } from "../../../generators/case.ts";
import { type PacketTrace, readTrace, type TraceEvent } from "../../../protocol/trace.ts";
import type { Problem, ReceiverCheck } from "../../check.ts";
import { judgeCounters } from "../../judge.ts";
import { expectedCounters } from "../../model.ts";
import type { ReceiverObservation } from "../../target.ts";

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
  {
    id: "RCV-31/trace",
    requirements: ["RCV-31"],
    title:
      "There is a trace line for every packet taken with its number and counts, and totals at a channel's end.",
    role: "receiver",
    needs: ["trace"],
    cases: singleSessions,
    concerns: (_, seen) => seen.outcome === "accepted",
    judge: judgeTrace,
  },
];

function judgeTrace(c: ReceiverCase, seen: ReceiverObservation): Problem | undefined {
  let events: TraceEvent[];
  try {
    events = readTrace(seen.trace ?? []);
  } catch (error) {
    return { expected: "trace lines in a known format", observed: (error as Error).message };
  }
  for (const [channel, totals] of expectedCounters(c).entries()) {
    const own = events.filter((event) => event.channel === channel);
    const lines = own.filter((event): event is PacketTrace => event.kind === "recv");
    const packets = c.steps.filter((step) => isPacketOn(step, channel));
    if (lines.length !== packets.length) {
      return wrong(`${packets.length} lines of packets`, channel, String(lines.length));
    }
    const odd = lines.findIndex((line, i) => !tellsOf(line, packets[i]));
    if (odd >= 0) return wrong(`packet ${odd} as it came`, channel, wordsOf(lines[odd]));
    const end = own.find(({ kind }) => kind === "recv-end");
    const ended = { ...totals, packets: packets.length };
    if (!end || !agree(end, ended)) {
      return wrong(`an end with ${wordsOf(ended)}`, channel, end ? wordsOf(end) : "none");
    }
  }
  return undefined;
}

function wrong(what: string, channel: number, observed: string): Problem {
  return { expected: `channel ${channel} traces ${what}`, observed };
}

/** SYNC points are a packet on every channel. */
function isPacketOn(step: Step, channel: number): boolean {
  return step.kind === "sync" || (step.kind === "packet" && step.channel === channel);
}

function tellsOf(line: PacketTrace, step: Step): boolean {
  if (step.kind !== "packet") return agree(line, { normalPages: 0, zeroPages: 0 });
  const { packetNum, normal, zero } = step.packet;
  return agree(line, { packetNum, normalPages: normal.length, zeroPages: zero.length });
}

/** A line of some version may not have a count. */
function agree(line: TraceEvent, expected: Record<string, number | bigint>): boolean {
  const told = new Map<string, unknown>(Object.entries(line));
  return Object.entries(expected).every(([field, value]) =>
    told.get(field) === undefined || told.get(field) === value
  );
}

function wordsOf(fields: object): string {
  return Object.entries(fields).map(([field, value]) => `${field} ${value}`).join(", ");
}
