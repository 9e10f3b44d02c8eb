import { Worker } from "node:worker_threads";
import type { Result } from "../../reports/model.ts";
import type { Answer, Order, Outfit } from "./orders.ts";

/** A worker, seen from the lead's thread. It may die at any time, before its first order too. */
export class Hand {
  readonly #worker: Worker;
  #death: Error | undefined;
  #onAnswer: (answer: Answer) => void = () => {};
  #onDeath: () => void = () => {};

  constructor(outfit: Outfit) {
    // In the package on npm there are no sources.
    const file = import.meta.url.endsWith(".ts") ? "./worker.ts" : "./worker.js";
    this.#worker = new Worker(new URL(file, import.meta.url), { workerData: outfit });
    this.#worker.on("message", (answer) => this.#onAnswer(answer));
    this.#worker.on("error", (error) => this.#die(error));
    this.#worker.on("exit", (code) => this.#die(new Error(`exit code ${code}`)));
  }

  /** Resolves when the worker has nothing left to do; rejects when it is dead. */
  work(order: Order, finish: (task: number, results: Result[][]) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#onAnswer = (answer) =>
        answer === "idle" ? resolve() : finish(answer.task, answer.results);
      this.#onDeath = () => reject(this.#death);
      if (this.#death) reject(this.#death);
      else this.#worker.postMessage(order);
    });
  }

  async dismiss(): Promise<void> {
    await this.#worker.terminate();
  }

  #die(why: Error): void {
    this.#death ??= why;
    this.#onDeath();
  }
}
