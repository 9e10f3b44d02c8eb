import { setImmediate } from "node:timers";

/** Lets signals and other events in: a target in process never waits for any. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
