/** The receiver side of a live QEMU: a process a session, started ahead. */
import type {
  ReceiverObservation,
  ReceiverSession,
  ReceiverSight,
  ReceiverTarget,
} from "../../target.ts";
import { type IncomingSettings, receiveOn } from "./incoming.ts";
import { openPool, type Pool } from "./pool.ts";
import { startQemu } from "./process.ts";
import { RAM_SIZE } from "./program.ts";
import type { Scratch } from "./scratch.ts";
import { isAtLeast } from "./version.ts";

export interface ReceiverSettings extends IncomingSettings {
  scratch: Scratch;
  /** Sessions side by side. */
  jobs: number;
}

const SHOWS: readonly ReceiverSight[] = ["ram", "prefill", "main", "greeting", "checkpoint"];

/** The first session starts the first QEMUs. */
export function openReceiver(settings: ReceiverSettings): ReceiverTarget & { close(): Promise<void> } {
  const { program, scratch, jobs } = settings;
  let pool: Pool | undefined;
  const start = () =>
    startQemu({
      program: program.path,
      scratch,
      ramSize: RAM_SIZE,
      args: ["-incoming", "defer"],
    });
  const receive = async (session: ReceiverSession) => {
    pool ??= openPool(jobs, start);
    return await receiveOn(await pool.take(), session, settings);
  };
  return {
    offer: {
      shows: new Set(SHOWS),
      methods: program.methods,
      layout: isAtLeast(program.version, 9, 0) ? "patch" : "before-patch",
      pageSizes: [program.pageSize],
      blocks: [{ name: "ram", usedLength: RAM_SIZE }],
      maxChannels: 8,
      costly: true,
    },
    receive,
    receiveAll: (sessions) => sideBySide(sessions, jobs, receive),
    close: async () => await pool?.close(),
  };
}

/** Observations in the order of the sessions. */
async function sideBySide(
  sessions: readonly ReceiverSession[],
  jobs: number,
  receive: (session: ReceiverSession) => Promise<ReceiverObservation>,
): Promise<ReceiverObservation[]> {
  const seen: ReceiverObservation[] = new Array(sessions.length);
  const queue = sessions.entries();
  const worker = async () => {
    for (const [i, session] of queue) seen[i] = await receive(session);
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return seen;
}
