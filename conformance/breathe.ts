import { setImmediate } from "node:timers";

/** Milliseconds for which signals may wait. */
const LONGEST = 20;
let last = 0;

/** Lets signals and other events in now and then: a target in process never waits for any. */
export function breathe(): Promise<void> | undefined {
  const now = performance.now();
  if (now - last < LONGEST) return undefined;
  last = now;
  return new Promise((resolve) => setImmediate(resolve));
}
