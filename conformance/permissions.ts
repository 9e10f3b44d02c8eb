/** Gives up what a run does not need, where the runtime can (Deno). */

interface DenoPermissions {
  permissions?: { revoke(descriptor: { name: string }): Promise<unknown> };
}

/** After this no program can be started and no network reached, whatever the command line allowed. */
export async function dropRunAndNet(): Promise<void> {
  const runtime = (globalThis as { Deno?: DenoPermissions })["Deno"];
  await runtime?.permissions?.revoke({ name: "run" });
  await runtime?.permissions?.revoke({ name: "net" });
}
