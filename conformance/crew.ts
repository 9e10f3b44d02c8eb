/** Workers that take their part of a run's tasks, for targets that live in this process and can be opened again. */
import { Worker } from "node:worker_threads";
import type { Result } from "../reports/model.ts";
import { Board } from "./crew/board.ts";
import { type Answer, type Order, orderOf, type Outfit } from "./crew/orders.ts";
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
  const workers: Worker[] = [];
  const grow = (wanted: number) => {
    while (workers.length < wanted - 1) workers.push(startWorker(outfit));
  };
  return {
    start: () => grow(threads),
    async work(tasks, { seed, runs, shard, signal }, lead) {
      grow(Math.min(threads, Math.floor(tasks.length / LEAST_TASKS)));
      const board = new Board(tasks.length);
      const stop = () => board.stop();
      signal?.addEventListener("abort", stop);
      const done = new Set<number>();
      const finish = (task: number, results: Result[][]) => {
        done.add(task);
        lead.done(task, results);
        if (lead.stopped()) stop();
      };
      if (lead.stopped()) stop();
      try {
        const orders = tasks.map((task) => task.map(orderOf));
        const idle = workers.map((worker, i) => {
          const number = LEAD + 1 + i;
          const order: Order = {
            options: { seed, runs, shard },
            tasks: orders,
            shared: board.shared,
            worker: number,
          };
          return ordered(worker, order, finish).catch((error) => {
            workers.splice(workers.indexOf(worker), 1);
            for (const [i, task] of tasks.entries()) {
              if (board.takerOf(i) !== number || done.has(i)) continue;
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
      await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
    },
  };
}

/** Resolves when the worker has nothing left to do. */
function ordered(
  worker: Worker,
  order: Order,
  finish: (task: number, results: Result[][]) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onMessage = (answer: Answer) => {
      if (answer !== "idle") return finish(answer.task, answer.results);
      worker.off("message", onMessage).off("error", reject).off("exit", onExit);
      resolve();
    };
    const onExit = (code: number) => reject(new Error(`exit code ${code}`));
    worker.on("message", onMessage).on("error", reject).on("exit", onExit);
    worker.postMessage(order);
  });
}

function startWorker(outfit: Outfit): Worker {
  // In the package on npm there are no sources.
  const file = import.meta.url.endsWith(".ts") ? "./crew/worker.ts" : "./crew/worker.js";
  return new Worker(new URL(file, import.meta.url), { workerData: outfit });
}
