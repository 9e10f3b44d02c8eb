import { Refusal } from "./ends.ts";
import type { Task } from "./threads.ts";

/** The receiving end of a channel. */
export class Socket {
  /** What nobody has read; of the first one, the bytes from `#at` on. */
  #pieces: Uint8Array[] = [];
  #at = 0;
  #ended = false;
  /** Of the read at hand. */
  #target: Uint8Array = NOTHING;
  #filled = 0;
  readonly #isRead = () => this.#filled === this.#target.length || this.#ended;

  /** Bytes that arrive: they go to whoever reads, and are kept, not copied, until somebody does. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#ended) return;
    this.#pieces.push(bytes);
    this.#fill();
  }

  /** The peer closed it; what has arrived can still be read. */
  end(): void {
    this.#ended = true;
  }

  /** Closed from our side: nothing more is read. */
  shutdown(): void {
    this.#ended = true;
    this.#pieces = [];
  }

  /** Fills `target`, or as much of it as there is before the end of the stream. Returns how much. */
  *readUpTo(target: Uint8Array): Task<number> {
    this.#target = target;
    this.#filled = 0;
    this.#fill();
    yield this.#isRead;
    return this.#filled;
  }

  /** Fills `target`. Throws a Refusal at the end of the stream. */
  *read(target: Uint8Array): Task {
    const filled = yield* this.readUpTo(target);
    if (filled < target.length) {
      throw new Refusal(`the stream ended after ${filled} of ${target.length} bytes`);
    }
  }

  #fill(): void {
    while (this.#filled < this.#target.length && this.#pieces.length > 0) {
      const [piece] = this.#pieces;
      const from = this.#at;
      const to = Math.min(piece.length, from + this.#target.length - this.#filled);
      const isWhole = to - from === piece.length;
      this.#target.set(isWhole ? piece : piece.subarray(from, to), this.#filled);
      this.#filled += to - from;
      this.#at = to;
      if (to < piece.length) return;
      this.#pieces.shift();
      this.#at = 0;
    }
  }
}

const NOTHING = new Uint8Array(0);
