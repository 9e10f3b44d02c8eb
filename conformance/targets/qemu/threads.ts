/** What /proc says of the threads of a process. */
import { Buffer } from "node:buffer";
import { closeSync, openSync, readdirSync, readSync } from "node:fs";

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
  return `${readLine(`${folder}/schedstat`)};${readLine(`${folder}/stat`)}|`;
}

/** Longer than any such line. */
const room = Buffer.alloc(1024);

/** At one go: `readFileSync` calls the kernel four times more. */
function readLine(file: string): string {
  const fd = openSync(file, "r");
  try {
    return room.toString("latin1", 0, readSync(fd, room, 0, room.length, 0)).trimEnd();
  } finally {
    closeSync(fd);
  }
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
