/** Gives up what a run does not need, where the runtime can (Deno). */

interface DenoPermissions {
  permissions?: { revoke(descriptor: { name: string }): Promise<unknown> };
}

/** What a run of embedded targets never needs. A live QEMU's RAM in /dev/shm needs all of it, for so Deno guards /dev. */
const SPARE = ["run", "net", "ffi", "import"];

/** After this no program can be started and no network reached, whatever the command line allowed. */
export async function keepToFiles(): Promise<void> {
  const runtime = (globalThis as { Deno?: DenoPermissions })["Deno"];
  for (const name of SPARE) await runtime?.permissions?.revoke({ name });
}
