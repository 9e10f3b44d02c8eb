/** One migration out of a live QEMU, every byte of it recorded. */
import { readFileSync } from "node:fs";
import type { SenderSession } from "../../../target.ts";
import type { Qemu } from "../process.ts";
import type { Program } from "../program.ts";
import { QmpClosed, QmpError } from "../qmp.ts";
import { writeRam } from "../ram-file.ts";
import { isAtLeast } from "../version.ts";
import type { Guest } from "./guest.ts";
import { openQtest, type Qtest } from "./qtest.ts";
import { openRecorder, type Place, type Recorder, type Streams } from "./recorder.ts";

export interface OutgoingSettings {
  program: Program;
  guest: Guest;
  timeoutMs: number;
  transport: "unix" | "tcp";
  /** Where the streams go on to; they end here if absent. */
  pass?: Parameters<typeof openRecorder>[1];
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
  /** After a completed one. */
  info?: MigrationInfo;
  trace?: string[];
  /** The mapped-ram file. */
  file?: Uint8Array;
}

/**
 * Runs the session on a fresh QEMU and kills it. All RAM is sent; then QEMU waits before its switchover until what later
 * passes write is written, and sends that.
 */
export async function sendFrom(
  qemu: Qemu,
  session: SenderSession,
  settings: OutgoingSettings,
): Promise<Migration> {
  const outgoing = new Outgoing(qemu, session, settings);
  let late = false;
  // Everything that waits for QEMU is let go when QEMU goes.
  const timer = setTimeout(() => {
    late = true;
    void qemu.kill();
  }, settings.timeoutMs);
  try {
    return await outgoing.run();
  } catch (error) {
    if (error instanceof QmpError) {
      return await outgoing.ended({ outcome: "refused", text: error.message });
    }
    if (!(error instanceof QmpClosed)) throw error;
    await qemu.ended;
    const { signal, code } = qemu.exit!;
    const how = `ended by ${signal ?? `exit code ${code}`}`;
    return await outgoing.ended(
      late
        ? { outcome: "hung", text: `no end within ${settings.timeoutMs} ms` }
        : { outcome: "crashed", ...(signal && { signal }), text: qemu.stderr() || how },
    );
  } finally {
    clearTimeout(timer);
    outgoing.close();
    await qemu.kill();
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

class Outgoing {
  readonly #qemu: Qemu;
  readonly #session: SenderSession;
  readonly #settings: OutgoingSettings;
  #qtest?: Qtest;
  #recorder?: Recorder;

  constructor(qemu: Qemu, session: SenderSession, settings: OutgoingSettings) {
    this.#qemu = qemu;
    this.#session = session;
    this.#settings = settings;
  }

  async run(): Promise<Migration> {
    const { qmp } = this.#qemu;
    const { passes, mappedRam } = this.#session;
    await this.#configure();
    await this.#load();
    const file = this.#qemu.path("mapped-ram");
    this.#recorder = await openRecorder(this.#place(), this.#settings.pass);
    await qmp.execute("migrate", { uri: mappedRam ? `file:${file}` : this.#recorder.uri });
    let info = await this.#until("pre-switchover", "completed", "failed", "cancelled");
    if (info.status === "pre-switchover") {
      for (const { writes } of passes.slice(1)) {
        for (const { ramblock, offset, bytes } of writes) {
          await this.#write(ramblock, offset, bytes);
        }
      }
      await qmp.execute("migrate-continue", { state: "pre-switchover" });
      info = await this.#until("completed", "failed", "cancelled");
    }
    if (info.status !== "completed") {
      const text = info["error-desc"] ?? `the migration is ${info.status}`;
      return await this.ended({ outcome: "refused", text });
    }
    const migration = await this.ended({ outcome: "completed" });
    // The streams have ended: it has cleaned up, and lives.
    migration.info = await qmp.execute("query-migrate");
    if (this.#settings.program.trace) {
      migration.trace = readFileSync(this.#qemu.path("trace"), "utf8").split("\n").slice(0, -1);
    }
    if (mappedRam) migration.file = new Uint8Array(readFileSync(file));
    return migration;
  }

  /** Adds the streams, which have ended or end with QEMU. */
  async ended(how: Omit<Migration, "streams">): Promise<Migration> {
    if (how.outcome !== "completed") await this.#qemu.kill();
    return {
      ...how,
      streams: await this.#recorder?.streams() ?? { main: new Uint8Array(0), channels: [] },
    };
  }

  close(): void {
    this.#qtest?.close();
    this.#recorder?.close();
  }

  async #configure(): Promise<void> {
    const { qmp } = this.#qemu;
    const { multifd, mappedRam, passes } = this.#session;
    const on = { multifd, "mapped-ram": mappedRam, "pause-before-switchover": passes.length > 1 };
    const capabilities = Object.entries(on)
      .filter(([, state]) => state)
      .map(([capability, state]) => ({ capability, state }));
    await Promise.all([
      qmp.execute("migrate-set-capabilities", { capabilities }),
      qmp.execute("migrate-set-parameters", {
        ...parametersOf(this.#session, this.#settings.program),
        // All of the first pass goes before the switchover.
        "downtime-limit": 0,
      }),
    ]);
  }

  /** Brings the session's RAM into the guest. */
  async #load(): Promise<void> {
    if (this.#settings.guest.addresses) this.#qtest = openQtest(this.#qemu.path("qtest"));
    for (const { name, bytes } of this.#session.blocks) {
      if (name === "ram") writeRam(this.#qemu.ramFile, bytes);
      else await this.#write(name, 0, bytes);
    }
  }

  async #write(ramblock: string, offset: number, bytes: Uint8Array): Promise<void> {
    const address = this.#settings.guest.addresses![ramblock] + offset;
    await this.#qtest!.write(address, bytes);
  }

  #place(): Place {
    const { transport } = this.#settings;
    return transport === "tcp" ? { transport } : { transport, path: this.#qemu.path("migration") };
  }

  async #until(...statuses: string[]): Promise<MigrationInfo> {
    for (;;) {
      const info: MigrationInfo = await this.#qemu.qmp.execute("query-migrate");
      if (statuses.includes(info.status ?? "")) return info;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
}
