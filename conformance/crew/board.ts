/** Shared memory in which threads take tasks from one another. */

/** Places of i32: the next task, a flag that stops all, then who took each task. */
const NEXT = 0, STOP = 1, TAKERS = 2;

export class Board {
  readonly shared: SharedArrayBuffer;
  readonly #words: Int32Array;

  /** @param tasks How many there are; or the memory of another thread's board. */
  constructor(tasks: number | SharedArrayBuffer) {
    this.shared = typeof tasks === "number" ? new SharedArrayBuffer(4 * (TAKERS + tasks)) : tasks;
    this.#words = new Int32Array(this.shared);
  }

  /** A task that nobody has; undefined when there is none, or all shall stop. */
  take(taker: number): number | undefined {
    if (this.stopped) return undefined;
    const task = Atomics.add(this.#words, NEXT, 1);
    if (task >= this.#words.length - TAKERS) return undefined;
    Atomics.store(this.#words, TAKERS + task, taker);
    return task;
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
