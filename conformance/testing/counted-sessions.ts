import type { ReceiverTarget } from "../target.ts";

/** The target, and how many sessions it was given to run side by side; it must take such. */
export function countSessions(target: ReceiverTarget): { target: ReceiverTarget; count(): number } {
  let sessions = 0;
  return {
    target: {
      ...target,
      receiveAll(all) {
        sessions += all.length;
        return target.receiveAll!(all);
      },
    },
    count: () => sessions,
  };
}
