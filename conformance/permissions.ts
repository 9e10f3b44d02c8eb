/** Gives up what a run does not need, where the runtime can (Deno). */
import { resolve } from "node:path";

interface DenoPermissions {
  permissions?: { revoke(descriptor: { name: string }): Promise<unknown> };
}

/** What a run of embedded targets never needs. A live QEMU's RAM in /dev/shm needs all of it, for so Deno guards /dev. */
const SPARE = ["run", "net", "ffi", "import"];

/**
 * After this no program can be started and no network reached, whatever the command line allowed; nothing is given up
 * where one of `files` is in a folder that Deno opens only to those who may do all.
 */
export async function keepToFiles(files: readonly (string | undefined)[] = []): Promise<void> {
  if (files.some((file) => file && /^\/(dev|proc|sys)\//.test(resolve(file)))) return;
  const runtime = (globalThis as { Deno?: DenoPermissions })["Deno"];
  for (const name of SPARE) await runtime?.permissions?.revoke({ name });
}
