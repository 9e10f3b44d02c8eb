/** The receiver side of a live QEMU: a process a session, started ahead. */
import { ReusedMemory } from "../../../protocol/reused-memory.ts";
import type { ReceiverSession, ReceiverSight, ReceiverTarget } from "../../target.ts";
import { counterArgs } from "./counters.ts";
import { type IncomingSettings, receiveOn } from "./incoming.ts";
import { openPool, type Pool } from "./pool.ts";
import { startQemu } from "./process.ts";
import { RAM_SIZE } from "./program.ts";
import type { Scratch } from "../../process/scratch.ts";
import { sideBySide } from "../../process/side-by-side.ts";
import { isAtLeast } from "./version.ts";

export interface ReceiverSettings extends IncomingSettings {
  scratch: Scratch;
  /** Sessions side by side. */
  jobs: number;
}

const SHOWS: readonly ReceiverSight[] = ["ram", "prefill", "main", "greeting", "checkpoint"];

/** The first session starts the first QEMUs. */
export function openReceiver(
  settings: ReceiverSettings,
): ReceiverTarget & { close(): Promise<void> } {
  const { program, scratch, jobs } = settings;
  let pool: Pool | undefined;
  const start = () =>
    startQemu({
      program: program.path,
      exitsWithParent: program.exitsWithParent,
      scratch,
      ramSize: RAM_SIZE,
      args: (path) => [
        ...["-incoming", "defer"],
        ...(program.multifdProperty ? ["-global", "migration.x-multifd=on"] : []),
        ...counterArgs(program, path),
      ],
    });
  const memory = new ReusedMemory();
  const fresh = (length: number) => new Uint8Array(length);
  const receive = async (session: ReceiverSession, take = fresh) => {
    // One more than are at work: a session that ends soon finds the next QEMU up.
    pool ??= openPool(jobs + 1, start);
    return await receiveOn(await pool.take(), session, settings, take);
  };
  return {
    offer: {
      shows: new Set(program.receiverCounts ? [...SHOWS, "counters"] : SHOWS),
      methods: program.methods,
      layout: isAtLeast(program.version, 9, 0) ? "patch" : "before-patch",
      pageSizes: [program.pageSize],
      blocks: [{ name: "ram", usedLength: RAM_SIZE }],
      maxChannels: 8,
      costly: true,
    },
    receive: (session) => receive(session),
    receiveAll(sessions) {
      memory.turn();
      const take = (length: number) => memory.take(length);
      return sideBySide(sessions, jobs, (session) => receive(session, take));
    },
    close: async () => await pool?.close(),
  };
}
