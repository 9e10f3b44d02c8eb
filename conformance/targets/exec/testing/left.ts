import { spawnSync } from "node:child_process";
import process from "node:process";

const NAME = "MULTIFD_TEST";

/** Runs `work`; all processes that are started in it have the word in their environment. */
export async function marked(work: (word: string) => Promise<void>): Promise<void> {
  const word = crypto.randomUUID();
  process.env[NAME] = word;
  try {
    await work(word);
  } finally {
    delete process.env[NAME];
  }
}

/** How many processes have the word. */
export function countProcesses(word: string): number {
  // Those that look for it must not have it; Deno hands on what `env` leaves out.
  delete process.env[NAME];
  const script = 'grep -slzF -- "$1" /proc/[0-9]*/environ';
  const { stdout } = spawnSync("sh", ["-c", script, "sh", `${NAME}=${word}`], { encoding: "utf8" });
  process.env[NAME] = word;
  return stdout.split("\n").length - 1;
}
