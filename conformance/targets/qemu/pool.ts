/** QEMUs started ahead: a start takes longer than most sessions. */
import type { Qemu } from "./process.ts";

export interface Pool {
  /** A QEMU that nobody has used; the caller kills it. */
  take(): Promise<Qemu>;
  close(): Promise<void>;
}

/** Keeps `size` QEMUs ready. */
export function openPool(size: number, start: () => Promise<Qemu>): Pool {
  const ready: Promise<Qemu>[] = [];
  const fill = () => {
    while (ready.length < size) {
      const next = start();
      next.catch(() => {}); // whoever takes it learns of it
      ready.push(next);
    }
  };
  fill();
  return {
    take() {
      const next = ready.shift()!;
      fill();
      return next;
    },
    async close() {
      await Promise.allSettled(ready.splice(0).map(async (next) => await (await next).kill()));
    },
  };
}
