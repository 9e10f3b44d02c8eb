/** Shared memory in which threads take tasks from one another. */

/** Places of i32: a flag that stops all, then who took each task. */
const STOP = 0, TAKERS = 1;

export class Board {
  readonly shared: SharedArrayBuffer;
  readonly #words: Int32Array;

  /** @param tasks How many there are; or the memory of another thread's board. */
  constructor(tasks: number | SharedArrayBuffer) {
    this.shared = typeof tasks === "number" ? new SharedArrayBuffer(4 * (TAKERS + tasks)) : tasks;
    this.#words = new Int32Array(this.shared);
  }

  /**
   * A task that nobody has; undefined when there is none, or all shall stop. Takers with an odd number begin at the first
   * task, others at the last: each thread compiles for itself, and tasks near each other run the same code.
   */
  take(taker: number): number | undefined {
    const count = this.#words.length - TAKERS;
    for (let i = 0; i < count && !this.stopped; i++) {
      const task = taker % 2 === 1 ? i : count - 1 - i;
      if (Atomics.compareExchange(this.#words, TAKERS + task, 0, taker) === 0) return task;
    }
    return undefined;
  }

  /** Who took a task; 0: nobody. */
  takerOf(task: number): number {
    return Atomics.load(this.#words, TAKERS + task);
  }

  stop(): void {
    Atomics.store(this.#words, STOP, 1);
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, STOP) !== 0;
  }
}
