/**
 * A live QEMU.
 *
 * openQemu(spec, settings): the target. `probe` (program.ts) asks a program what it is, `startQemu` (process.ts) starts
 * one, `openPool` (pool.ts) starts them ahead, `untilAsleep` (watch.ts) waits for one, `receiveOn` (incoming.ts) runs a
 * session.
 */
import type { Target } from "../../target.ts";
import { locateQemu } from "./locate.ts";
import { probe } from "./program.ts";
import { openReceiver } from "./receiver.ts";
import { openScratch } from "../../process/scratch.ts";
import { openSender } from "./sender.ts";
import { profileOf } from "./version.ts";
import { openWatch } from "./watch.ts";

export interface QemuTargetSettings {
  timeoutMs: number;
  /** QEMUs that run side by side. */
  jobs: number;
  transport: "unix" | "tcp";
}

/** Opens `qemu`, `qemu=PATH` or `qemu:VERSION`. Throws a TargetError when it cannot be run. */
export async function openQemu(spec: string, settings: QemuTargetSettings): Promise<Target> {
  const path = locateQemu(spec);
  const watch = await openWatch();
  const scratch = openScratch();
  try {
    const program = await probe(path, scratch);
    const receiver = openReceiver({ ...settings, program, scratch, watch });
    const sender = openSender({ ...settings, program, scratch });
    return {
      name: spec,
      version: program.versionText,
      profile: profileOf(program.version),
      receiver,
      sender,
      async close() {
        await receiver.close();
        await sender.close();
        watch.close();
        scratch.remove();
      },
    };
  } catch (error) {
    watch.close();
    scratch.remove();
    throw error;
  }
}
