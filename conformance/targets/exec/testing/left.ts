import { spawnSync } from "node:child_process";
import process from "node:process";

const NAME = "MULTIFD_TEST";

/** Runs `work`, and counts the processes that still run of those that were started in it. */
export async function processesLeft(work: () => Promise<void>): Promise<number> {
  const word = crypto.randomUUID();
  process.env[NAME] = word;
  try {
    await work();
  } finally {
    delete process.env[NAME];
  }
  const { stdout } = spawnSync("sh", [
    "-c",
    'grep -slzF -- "$1" /proc/[0-9]*/environ',
    "sh",
    `${NAME}=${word}`,
  ], { encoding: "utf8" });
  return stdout.split("\n").length - 1;
}
