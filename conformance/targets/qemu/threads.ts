/** What /proc says of the threads of a process. */
import { readdirSync, readFileSync } from "node:fs";

/**
 * `schedstat;stat|` for each thread; nothing of a process that has ended. Throws where /proc is closed to this program:
 * Deno opens it to nobody without --allow-all.
 */
export function readThreads(pid: number): string {
  const folder = `/proc/${pid}/task`;
  const threads = orEnded(() => readdirSync(folder)) ?? [];
  return threads.map((thread) => orEnded(() => readThread(`${folder}/${thread}`)) ?? "").join("");
}

function readThread(folder: string): string {
  const ran = readFileSync(`${folder}/schedstat`, "latin1").trimEnd();
  return `${ran};${readFileSync(`${folder}/stat`, "latin1").trimEnd()}|`;
}

/** Undefined where a thread ended while it was looked at. */
function orEnded<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code!)) return undefined;
    throw error;
  }
}
