/** How checks of a sender are written down, and the words they share. */
import { SESSIONS } from "../../job-sources.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import type { SentPacket } from "../../transcript.ts";

type Optional = "requirements" | "needs" | "jobs" | "role";

/**
 * A check with what most have in common: one requirement, the shared jobs, nothing needed. It concerns only senders that
 * came to their end; that they do is for one check of each source of jobs, by `notCompleted`.
 */
export function senderCheck(
  check: Omit<SenderCheck, Optional> & Partial<Pick<SenderCheck, Optional>>,
): SenderCheck {
  return {
    role: "sender",
    requirements: [check.id.split("/")[0]],
    needs: [],
    jobs: SESSIONS,
    ...check,
    concerns: (run) => run.observation.outcome === "completed" && (check.concerns?.(run) ?? true),
  };
}

/** A sender that crashed, hung or refused its job. */
export function notCompleted({ observation }: SenderRun): Problem | undefined {
  const { outcome, signal, text } = observation;
  if (outcome === "completed") return undefined;
  const how = signal ? `${outcome} with ${signal}` : outcome;
  return { expected: "completed", observed: text ? `${how}: ${text}` : how };
}

/** Judges packet after packet; the first problem is the answer. */
export function eachPacket(
  judge: (packet: SentPacket, run: SenderRun) => Problem | undefined,
): (run: SenderRun) => Problem | undefined {
  return (run) => {
    for (const packet of run.transcript.packets) {
      const problem = judge(packet, run);
      if (problem) return problem;
    }
    return undefined;
  };
}

/** A concern: some packet is of this kind. */
export function somePacket(
  is: (packet: SentPacket) => boolean,
): (run: SenderRun) => boolean {
  return ({ transcript }) => transcript.packets.some(is);
}

/** Normal and zero pages as the packet counts them. */
export function pagesIn({ packet }: SentPacket): number {
  return packet.normalPages + packet.zeroPages;
}

export function hasPages(sent: SentPacket): boolean {
  return pagesIn(sent) > 0;
}

/** Where a packet is, for people. */
export function where({ channel, index, byteOffset }: SentPacket): string {
  return `packet ${index} of channel ${channel}, at byte ${byteOffset}`;
}

/** A problem of one packet's field. */
export function wrongField(
  sent: SentPacket,
  field: string,
  expected: string,
  observed: string,
): Problem {
  return {
    expected: `${field}: ${expected}`,
    observed: `${observed} (${where(sent)})`,
    at: { channel: sent.channel, packet: sent.index, field },
  };
}

export function hex(value: number): string {
  return "0x" + value.toString(16);
}
