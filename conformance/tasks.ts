/** What a run consists of, in pieces that can be done side by side. */
import type { Group, Plan } from "./plan.ts";
import type { Target } from "./target.ts";

/** A group of checks of one target. */
export interface Unit {
  /** Index among the run's targets. */
  target: number;
  /** The target's name, which is also how the command line names it. */
  name: string;
  group: Group;
}

/** Units that take the same cases: whoever does them one after the other draws and encodes once. */
export type Task = readonly Unit[];

/** In the order of the targets and their plans. `plans` are those of `targets`. */
export function tasksOf(targets: readonly Target[], plans: readonly Plan[]): Task[] {
  const offers: unknown[] = [];
  const numberOf = (offer: unknown) => {
    if (!offers.includes(offer)) offers.push(offer);
    return offers.indexOf(offer);
  };
  const tasks = new Map<string, Unit[]>();
  for (const [target, { groups }] of plans.entries()) {
    const { name, sender } = targets[target];
    for (const group of groups) {
      const { role, method, source } = group;
      // Recorded traffic is its own case.
      const own = sender?.recorded ? target : "";
      const key = [
        numberOf(targets[target][role]!.offer),
        own,
        role,
        source.name,
        method,
        group.role === "sender" ? group.detection : "",
      ].join("\0");
      const task = tasks.get(key);
      if (task) task.push({ target, name, group });
      else tasks.set(key, [{ target, name, group }]);
    }
  }
  return [...tasks.values()];
}
