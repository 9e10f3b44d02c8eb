import { setTimeout } from "node:timers/promises";

/** Between two tries. */
const AGAIN_MS = 1;

/**
 * What a synchronous read or write comes to. A descriptor that somebody made non-blocking, as a parent process may,
 * says EAGAIN where it would wait: then it is tried again.
 */
export function whenReady(act: () => number): number | Promise<number> {
  try {
    return act();
  } catch (error) {
    if ((error as { code?: string }).code !== "EAGAIN") throw error;
    return setTimeout(AGAIN_MS).then(() => whenReady(act));
  }
}
