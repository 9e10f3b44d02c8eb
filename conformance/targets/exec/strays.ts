/** Processes that a program left behind: known by a word in their environment, wherever they went. */
import { spawn, spawnSync } from "node:child_process";
import process from "node:process";

/** The variable that every process of a program inherits. */
export const MARKER = "MULTIFD_TESTEE";

/** Kills whoever has the word, and prints its number. It is a shell that looks: Deno opens /proc to nobody without --allow-all. */
const SCRIPT = `for file in $(grep -slzxF -- "$1" /proc/[0-9]*/environ); do
  pid=\${file#/proc/}; pid=\${pid%/environ}; kill -KILL "$pid" && echo "$pid"
done 2>/dev/null`;

const args = (word: string) => ["-c", SCRIPT, "sh", `${MARKER}=${word}`];

/** Kills all processes with `word`; how many there were. None where the system has no /proc. */
export async function killStrays(word: string): Promise<number> {
  const child = spawn("sh", args(word), { stdio: ["ignore", "pipe", "ignore"] });
  let pids = "";
  child.stdout.setEncoding("latin1").on("data", (text: string) => pids += text);
  await new Promise<void>((resolve) => {
    child.on("error", () => resolve());
    child.on("close", () => resolve());
  });
  return pids.split("\n").length - 1;
}

/** The same for the way out, where nothing can wait. */
export function killStraysNow(word: string): void {
  spawnSync("sh", args(word), { stdio: "ignore" });
}

/** Kills the process group of a program that we started; true when there was one. */
export function killGroup(pid: number): boolean {
  try {
    process.kill(-pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}
