/** Threads that wait for each other, as generators: what they yield says when they can go on. */

export type Task<T = void> = Generator<() => boolean, T, void>;

export class Thread {
  done = false;
  readonly #task: Task;
  #ready = () => true;

  constructor(task: Task) {
    this.#task = task;
  }

  /** Goes on until it must wait; false when it must wait already. */
  resume(): boolean {
    if (this.done || !this.#ready()) return false;
    do {
      const step = this.#task.next();
      if (step.done) this.done = true;
      else this.#ready = step.value;
    } while (!this.done && this.#ready());
    return true;
  }
}

/** Runs the threads until all of them wait. */
export function runAll(threads: readonly Thread[]): void {
  for (let moved = true; moved;) {
    moved = false;
    for (const thread of threads) moved = thread.resume() || moved;
  }
}

export class Semaphore {
  #value = 0;
  readonly #isUp = () => this.#value > 0;

  post(): void {
    this.#value++;
  }

  *wait(): Task {
    yield this.#isUp;
    this.#value--;
  }
}
