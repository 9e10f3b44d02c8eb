import { Hang } from "./hang.ts";

/** Nothing in this process takes so long. */
const PATIENCE_MS = 500;

/** Waits for an implementation that answers with a promise. Throws a Hang when it takes too long. */
export async function settled(pending: void | Promise<void>): Promise<void> {
  if (!pending) return;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Hang(`no answer within ${PATIENCE_MS} ms`)),
      PATIENCE_MS,
    );
  });
  try {
    await Promise.race([pending, late]);
  } finally {
    clearTimeout(timer);
  }
}
