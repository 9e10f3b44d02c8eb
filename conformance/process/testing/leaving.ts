import { spawnSync } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";

export interface Left {
  /** Exit code; null when it was killed. */
  code: number | null;
  folder: string;
  qemu: number;
  stderr: string;
}

/** Runs `run-and-leave.ts` on this runtime to its end. */
export function leave(how: string, base: string, ...qemu: string[]): Left {
  const script = fileURLToPath(new URL("run-and-leave.ts", import.meta.url));
  const runtime = process.versions.deno ? ["run", ...PERMISSIONS] : [];
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [...runtime, script, how, base, ...qemu],
    { encoding: "utf8" },
  );
  const [folder, pid] = stdout.split("\n");
  return { code: status, folder, qemu: Number(pid), stderr };
}

const PERMISSIONS = ["read", "write", "env", "run", "net", "sys"].map((p) => `--allow-${p}`);
