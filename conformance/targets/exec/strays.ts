/** Processes that a program leaves behind, wherever they went: known by a word in their environment. */
import { spawn } from "node:child_process";
import process from "node:process";

/** The variable that every process of a program inherits. */
export const MARKER = "MULTIFD_TESTEE";

/** Kills whoever has the word, and prints a line for each. It is a shell that looks: Deno opens /proc to nobody without --allow-all. */
const KILL = `for file in $(grep -slzF -- "$1" /proc/[0-9]*/environ); do
  pid=\${file#/proc/}; kill -KILL "\${pid%/environ}" && echo
done 2>&-`;
/** Waits for the end of its input first: for the end of this program, however it comes. */
const WAIT_AND_KILL = `while read -r line; do :; done; ${KILL}`;

/** Kills all processes whose word begins with `word`; how many there were. None where the system has no /proc. */
export async function killStrays(word: string): Promise<number> {
  const shell = spawn("sh", ["-c", KILL, "sh", `${MARKER}=${word}`], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  let lines = 0;
  shell.stdout.on("data", (bytes: Uint8Array) => lines += bytes.length);
  await new Promise<void>((resolve) => {
    shell.on("error", () => resolve());
    shell.on("close", () => resolve());
  });
  return lines;
}

export interface Guard {
  /** Nothing to guard any more. */
  close(): Promise<void>;
}

/** Sees to it that all processes whose word begins with `word` end when this one does, be it by SIGKILL. */
export function openGuard(word: string): Guard {
  const shell = spawn("sh", ["-c", WAIT_AND_KILL, "sh", `${MARKER}=${word}`], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  const closed = new Promise<void>((resolve) => {
    shell.on("error", () => resolve());
    shell.on("close", () => resolve());
  });
  shell.stdin.on("error", () => {});
  return {
    async close() {
      shell.stdin.end();
      await closed;
    },
  };
}

/** Kills the process group of a program that we started. */
export function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // Nobody is left in it.
  }
}
