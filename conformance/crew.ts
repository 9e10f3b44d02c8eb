/** Workers that take their part of a run's tasks, for targets that live in this process and can be opened again. */
import type { Result } from "../reports/model.ts";
import { Board } from "./crew/board.ts";
import { Hand } from "./crew/hand.ts";
import { orderOf, type Outfit } from "./crew/orders.ts";
import type { RunOptions } from "./run-options.ts";
import type { Task } from "./tasks.ts";

/** What the thread that runs the suite does itself. */
export interface Lead {
  judge(task: Task): Promise<Result[][]>;
  /** Called for each task once; a list of results a unit. */
  done(task: number, results: Result[][]): void;
  /** True: no further task is to be begun. */
  stopped(): boolean;
  /** The results of units that nobody could judge. */
  lost(task: Task, reason: string): Result[][];
}

export interface Crew {
  /** Starts the workers now, for whoever knows that there will be enough to do. */
  start(): void;
  /** Does all tasks, or those begun before the run was stopped. */
  work(tasks: readonly Task[], options: RunOptions, lead: Lead): Promise<void>;
  close(): Promise<void>;
}

/** Of so few tasks a thread is not worth its start. */
const LEAST_TASKS = 16;
/** The lead's own number on the board. */
const LEAD = 1;

/** @param threads At most so many, the lead's own included. */
export function openCrew(threads: number, outfit: Outfit): Crew {
  const hands = new Set<Hand>();
  const grow = (wanted: number) => {
    while (hands.size < wanted - 1) hands.add(new Hand(outfit));
  };
  return {
    start: () => grow(threads),
    async work(tasks, { seed, runs, shard, signal }, lead) {
      grow(Math.min(threads, Math.floor(tasks.length / LEAST_TASKS)));
      const board = new Board(tasks.length);
      const stop = () => board.stop();
      const done = new Set<number>();
      const finish = (task: number, results: Result[][]) => {
        done.add(task);
        lead.done(task, results);
        if (lead.stopped()) stop();
      };
      const order = {
        options: { seed, runs, shard },
        tasks: tasks.map((task) => task.map(orderOf)),
        shared: board.shared,
      };
      if (lead.stopped()) stop();
      signal?.addEventListener("abort", stop);
      try {
        const idle = Array.from(hands, (hand, i) => {
          const worker = LEAD + 1 + i;
          return hand.work({ ...order, worker }, finish).catch((error) => {
            hands.delete(hand);
            for (const [i, task] of tasks.entries()) {
              if (board.takerOf(i) !== worker || done.has(i)) continue;
              finish(i, lead.lost(task, `a worker died: ${(error as Error).message}`));
            }
          });
        });
        for (let task; (task = board.take(LEAD)) !== undefined;) {
          finish(task, await lead.judge(tasks[task]));
        }
        await Promise.all(idle);
      } finally {
        signal?.removeEventListener("abort", stop);
      }
    },
    async close() {
      await Promise.all(Array.from(hands, (hand) => hand.dismiss()));
      hands.clear();
    },
  };
}
