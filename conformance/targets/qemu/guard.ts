/** A limit for everything that waits for a QEMU. */
import type { Qemu } from "./process.ts";
import { QmpClosed } from "./qmp.ts";

/** How a QEMU ended that should not have. */
export interface Death {
  outcome: "crashed" | "hung";
  signal?: string;
  /** Its own words, where it left some. */
  text: string;
}

/** What `work` gives; or how QEMU ended before, by itself or because it took longer than `timeoutMs`. */
export async function orDeath<T>(
  qemu: Qemu,
  timeoutMs: number,
  work: () => Promise<T>,
): Promise<T | Death> {
  let late = false;
  // Everything that waits for QEMU is let go when QEMU goes.
  const timer = setTimeout(() => {
    late = true;
    void qemu.kill();
  }, timeoutMs);
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof QmpClosed)) throw error;
    await qemu.ended;
    if (late) return { outcome: "hung", text: `no end within ${timeoutMs} ms` };
    const { signal, code } = qemu.exit!;
    const text = qemu.stderr() || `ended by ${signal ?? `exit code ${code}`}`;
    return { outcome: "crashed", ...(signal && { signal }), text };
  } finally {
    clearTimeout(timer);
  }
}
