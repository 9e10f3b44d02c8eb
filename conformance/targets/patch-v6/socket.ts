import { zeros } from "../../../protocol/slab.ts";
import { Refusal } from "./ends.ts";
import type { Task } from "./threads.ts";

/** The receiving end of a channel. */
export class Socket {
  /** What nobody has read: of the first one, the bytes from `#at` on. */
  #pieces: Uint8Array[] = [];
  #at = 0;
  #length = 0;
  #ended = false;
  /** Of the `read` at hand. */
  #target: Uint8Array = NOTHING;
  #filled = 0;
  /** Of the `take` at hand. */
  #wanted = 0;
  readonly #isRead = () => this.#filled === this.#target.length || this.#ended;
  readonly #isThere = () => this.#length >= this.#wanted || this.#ended;

  /** Bytes that arrive; kept, not copied. */
  push(bytes: Uint8Array): void {
    if (bytes.length === 0 || this.#ended) return;
    this.#pieces.push(bytes);
    this.#length += bytes.length;
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
    this.#length = 0;
  }

  /** Fills `target` as bytes come. Throws a Refusal at the end of the stream. */
  *read(target: Uint8Array): Task {
    this.#target = target;
    this.#filled = 0;
    this.#fill();
    yield this.#isRead;
    if (this.#filled < target.length) throw ended(this.#filled, target.length);
  }

  /** The next `length` bytes. Throws a Refusal at the end of the stream. */
  *take(length: number): Task<Uint8Array> {
    const bytes = yield* this.takeUpTo(length);
    if (bytes.length < length) throw ended(bytes.length, length);
    return bytes;
  }

  /** The next `length` bytes, or as many as there are before the end of the stream: where they lie, if that is one piece. */
  *takeUpTo(length: number): Task<Uint8Array> {
    this.#wanted = length;
    yield this.#isThere;
    const count = Math.min(length, this.#length);
    if (count > 0 && this.#pieces[0].length - this.#at >= count) return this.#next(count);
    const bytes = zeros(count);
    for (let at = 0; at < count;) {
      const part = this.#next(count - at);
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }

  #fill(): void {
    while (this.#filled < this.#target.length && this.#length > 0) {
      const part = this.#next(this.#target.length - this.#filled);
      this.#target.set(part, this.#filled);
      this.#filled += part.length;
    }
  }

  /** Up to `most` bytes of the first piece, read now. */
  #next(most: number): Uint8Array {
    const [piece] = this.#pieces;
    const from = this.#at;
    const to = Math.min(piece.length, from + most);
    this.#length -= to - from;
    this.#at = to;
    if (to === piece.length) {
      this.#pieces.shift();
      this.#at = 0;
    }
    return to - from === piece.length ? piece : piece.subarray(from, to);
  }
}

const NOTHING = new Uint8Array(0);

function ended(at: number, length: number): Refusal {
  return new Refusal(`the stream ended after ${at} of ${length} bytes`);
}
