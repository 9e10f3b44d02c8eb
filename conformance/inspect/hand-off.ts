/** Gives a reader its chunks one at a time, and tells when it has worked through what it got. */

export class HandOff implements AsyncIterableIterator<Uint8Array> {
  #give: ((result: IteratorResult<Uint8Array>) => void) | undefined;
  #wanted = Promise.withResolvers<void>();

  /** Resolves when the reader asks for the next chunk. */
  get wanted(): Promise<void> {
    return this.#wanted.promise;
  }

  /** Only when it is wanted. */
  give(chunk: Uint8Array): void {
    this.#answer({ value: chunk, done: false });
  }

  end(): void {
    this.#answer({ value: undefined, done: true });
  }

  next(): Promise<IteratorResult<Uint8Array>> {
    return new Promise((resolve) => {
      this.#give = resolve;
      this.#wanted.resolve();
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #answer(result: IteratorResult<Uint8Array>): void {
    const give = this.#give!;
    this.#give = undefined;
    this.#wanted = Promise.withResolvers();
    give(result);
  }
}
