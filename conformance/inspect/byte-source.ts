import { ByteQueue } from "../../protocol/receiver/byte-queue.ts";

/** Takes bytes off a stream of chunks, as many as are asked for or there are. */
export class ByteSource {
  /** Bytes taken so far. */
  at = 0;
  /** Why there are no more, where that is not the stream's end. */
  failure?: Error;
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #queue = new ByteQueue();
  #ended = false;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** The next `length` bytes, or those that are left; a copy. `length` is never one claimed in the stream. */
  async read(length: number): Promise<Uint8Array> {
    while (this.#queue.length < length && await this.#more());
    const bytes = this.#queue.take(Math.min(length, this.#queue.length))!;
    this.at += bytes.length;
    return new Uint8Array(bytes);
  }

  /** Passes over `length` bytes, or those that are left; returns how many. */
  async skip(length: number): Promise<number> {
    let left = length;
    while (left > 0 && (this.#queue.length > 0 || await this.#more())) {
      const passed = Math.min(left, this.#queue.length);
      this.#queue.take(passed);
      left -= passed;
    }
    this.at += length - left;
    return length - left;
  }

  /** Says why there were `found` bytes of `length`. */
  whyShort(what: string, found: number, length: number): string {
    const cut = `the ${what} has ${found} bytes of ${length}`;
    return this.failure ? `${this.failure.message}; ${cut}` : `the channel ends: ${cut}`;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #more(): Promise<boolean> {
    if (this.#ended) return false;
    try {
      const { value, done } = await this.#chunks.next();
      if (!done) this.#queue.push(value);
      this.#ended = done === true;
    } catch (error) {
      this.failure = error as Error;
      this.#ended = true;
    }
    return !this.#ended;
  }
}
