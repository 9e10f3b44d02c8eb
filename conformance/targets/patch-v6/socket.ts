import { Refusal } from "./ends.ts";
import type { Task } from "./threads.ts";

/** The receiving end of a channel. */
export class Socket {
  #pieces: Uint8Array[] = [];
  #ended = false;

  /** Bytes that arrive; kept, not copied. */
  push(bytes: Uint8Array): void {
    if (bytes.length > 0 && !this.#ended) this.#pieces.push(bytes);
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
    let filled = 0;
    while (filled < target.length) {
      yield () => this.#pieces.length > 0 || this.#ended;
      if (this.#pieces.length === 0) break;
      const piece = this.#pieces[0].subarray(0, target.length - filled);
      target.set(piece, filled);
      filled += piece.length;
      if (piece.length === this.#pieces[0].length) this.#pieces.shift();
      else this.#pieces[0] = this.#pieces[0].subarray(piece.length);
    }
    return filled;
  }

  /** Fills `target`. Throws a Refusal at the end of the stream. */
  *read(target: Uint8Array): Task {
    const filled = yield* this.readUpTo(target);
    if (filled < target.length) {
      throw new Refusal(`the stream ended after ${filled} of ${target.length} bytes`);
    }
  }
}
