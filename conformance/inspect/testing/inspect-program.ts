import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../cli.ts", import.meta.url));

/** `inspect` of standard input, as a program on this runtime. */
export function inspectProgram(...options: string[]) {
  const runtime = process.versions.deno ? ["run", "--allow-read", "--allow-env"] : [];
  const args = [...runtime, CLI, "inspect", "-", ...options];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] });
  const code = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { input: child.stdin, output: child.stdout, code };
}
