/** One migration out of a live QEMU, every byte of it recorded. */
import { readFileSync } from "node:fs";
import type { SenderSession } from "../../../target.ts";
import { orDeath } from "../guard.ts";
import type { Qemu } from "../process.ts";
import type { Program } from "../program.ts";
import { QmpError } from "../qmp.ts";
import { isAtLeast } from "../version.ts";
import type { Guest } from "./guest.ts";
import { type GuestRam, openGuestRam } from "./guest-ram.ts";
import { openRecorder, type Place, type Recorder, type Streams } from "./recorder.ts";

export interface OutgoingSettings {
  program: Program;
  guest: Guest;
  timeoutMs: number;
  transport: "unix" | "tcp";
}

/** What `query-migrate` says, as far as anyone here asks. */
export interface MigrationInfo {
  status?: string;
  "error-desc"?: string;
  ram?: { normal: number; duplicate: number };
}

export interface Migration {
  outcome: "completed" | "refused" | "crashed" | "hung";
  text?: string;
  signal?: string;
  /** What was sent until the end, whatever it was. */
  streams: Streams;
  /** The last answer, once completed. */
  info?: MigrationInfo;
  trace?: string[];
  /** The mapped-ram file. */
  file?: Uint8Array;
}

/**
 * Runs the session on a fresh QEMU and kills it. All RAM is sent; then QEMU waits before its switchover until what later
 * passes write is written, and sends that.
 *
 * @param pass Takes each stream and hands it on; they end here if absent.
 */
export async function sendFrom(
  qemu: Qemu,
  session: SenderSession,
  settings: OutgoingSettings,
  pass?: Parameters<typeof openRecorder>[1],
): Promise<Migration> {
  try {
    const recorder = await openRecorder(placeOf(qemu, settings.transport), pass);
    try {
      return await recorded(qemu, session, settings, recorder);
    } finally {
      recorder.close();
    }
  } finally {
    await qemu.kill();
  }
}

async function recorded(
  qemu: Qemu,
  session: SenderSession,
  { program, guest, timeoutMs }: OutgoingSettings,
  recorder: Recorder,
): Promise<Migration> {
  const ram = openGuestRam(qemu, guest);
  try {
    const ended = await orDeath(
      qemu,
      timeoutMs,
      () => migrate(qemu, session, program, ram, recorder),
    );
    // What is still open ends with QEMU.
    await qemu.kill();
    return { ...ended, streams: await recorder.streams() };
  } finally {
    ram.close();
  }
}

/** The session's settings, as QMP has them. */
export function parametersOf(
  { channels, method, level, detection }: SenderSession,
  { version }: Program,
): Record<string, unknown> {
  return {
    "multifd-channels": channels,
    "multifd-compression": method,
    ...(method !== "none" && { [`multifd-${method}-level`]: level }),
    ...(isAtLeast(version, 9, 0) && { "zero-page-detection": detection }),
  };
}

async function migrate(
  qemu: Qemu,
  session: SenderSession,
  program: Program,
  ram: GuestRam,
  recorder: Recorder,
): Promise<Omit<Migration, "streams">> {
  const { qmp } = qemu;
  const { passes, mappedRam } = session;
  const file = qemu.path("mapped-ram");
  try {
    await configure(qemu, session, program);
    await ram.load(session.blocks);
    await qmp.execute("migrate", { uri: mappedRam ? `file:${file}` : recorder.uri });
  } catch (error) {
    if (error instanceof QmpError) return { outcome: "refused", text: error.message };
    throw error;
  }
  let info = await untilStatus(qemu, "pre-switchover", ...ENDS);
  if (info.status === "pre-switchover") {
    for (const { ramblock, offset, bytes } of passes.slice(1).flatMap((pass) => pass.writes)) {
      await ram.write(ramblock, offset, bytes);
    }
    await qmp.execute("migrate-continue", { state: "pre-switchover" });
    info = await untilStatus(qemu, ...ENDS);
  }
  if (info.status !== "completed") {
    return { outcome: "refused", text: info["error-desc"] ?? `the migration is ${info.status}` };
  }
  await recorder.streams();
  return {
    outcome: "completed",
    // The streams have ended: it has cleaned up, and lives.
    info: await qmp.execute("query-migrate"),
    ...(program.trace && { trace: linesOf(qemu.path("trace")) }),
    ...(mappedRam && { file: new Uint8Array(readFileSync(file)) }),
  };
}

const ENDS = ["completed", "failed", "cancelled"];

async function configure({ qmp }: Qemu, session: SenderSession, program: Program): Promise<void> {
  const { multifd, mappedRam, passes } = session;
  const on = { multifd, "mapped-ram": mappedRam, "pause-before-switchover": passes.length > 1 };
  const capabilities = Object.entries(on)
    .filter(([, state]) => state)
    .map(([capability, state]) => ({ capability, state }));
  await Promise.all([
    qmp.execute("migrate-set-capabilities", { capabilities }),
    qmp.execute("migrate-set-parameters", {
      ...parametersOf(session, program),
      // All of the first pass goes before the switchover.
      "downtime-limit": 0,
    }),
  ]);
}

/** Asks until the migration has one of these statuses. */
export async function untilStatus({ qmp }: Qemu, ...statuses: string[]): Promise<MigrationInfo> {
  for (;;) {
    const info: MigrationInfo = await qmp.execute("query-migrate");
    if (statuses.includes(info.status ?? "")) return info;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

function placeOf(qemu: Qemu, transport: "unix" | "tcp"): Place {
  return transport === "tcp" ? { transport } : { transport, path: qemu.path("migration") };
}

function linesOf(file: string): string[] {
  return readFileSync(file, "utf8").split("\n").slice(0, -1);
}
