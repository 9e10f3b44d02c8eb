import { ByteQueue } from "../../protocol/receiver/byte-queue.ts";
import { copyOf } from "../../protocol/slab.ts";

/**
 * Takes bytes off a stream of chunks, as many as are asked for or there are. A chunk need not be good for longer than
 * until the next one is asked for.
 */
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
  read(length: number): Uint8Array | Promise<Uint8Array> {
    return this.#queue.length < length ? this.#readOn(length) : this.#taken(length);
  }

  /** Passes over `length` bytes, or those that are left; returns how many. */
  async skip(length: number): Promise<number> {
    let passed = Math.min(length, this.#queue.length);
    this.#queue.take(passed);
    while (passed < length) {
      const chunk = await this.#next();
      if (!chunk) break;
      const part = Math.min(length - passed, chunk.length);
      passed += part;
      if (part < chunk.length) this.#queue.push(chunk.subarray(part));
    }
    this.at += passed;
    return passed;
  }

  /** Says why there were `found` bytes of `length`. */
  whyShort(what: string, found: number, length: number): string {
    const cut = `the ${what} has ${found} bytes of ${length}`;
    return this.failure ? `${this.failure.message}; ${cut}` : `the channel ends: ${cut}`;
  }

  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #readOn(length: number): Promise<Uint8Array> {
    while (this.#queue.length < length) {
      const chunk = await this.#next();
      if (!chunk) break;
      this.#queue.push(chunk);
    }
    return this.#taken(Math.min(length, this.#queue.length));
  }

  #taken(length: number): Uint8Array {
    this.at += length;
    return copyOf(this.#queue.take(length)!);
  }

  /** Undefined when there is none. */
  async #next(): Promise<Uint8Array | undefined> {
    if (this.#ended) return undefined;
    this.#queue.keep();
    try {
      const { value, done } = await this.#chunks.next();
      if (!done) return value;
    } catch (error) {
      this.failure = error as Error;
    }
    this.#ended = true;
  }
}
