/** One direction of a TCP connection: segments in any order, bytes in theirs. */
import type { Segment } from "./tcp-segment.ts";

/** Bytes that wait for those before them; a capture that lost more will not find them. */
const MOST_WAITING = 16 * 1024 * 1024;

export class TcpStream {
  /** Bytes given out. */
  at = 0;
  #next: number | undefined;
  #waiting = new Map<number, Uint8Array>();
  #size = 0;

  /** The bytes that are next now, in pieces. Repeated ones are dropped. */
  add({ sequence, syn, payload }: Omit<Segment, "stream">): Uint8Array[] {
    if (syn) {
      this.#next = (sequence + 1) >>> 0;
      return [];
    }
    if (payload.length === 0) return [];
    // The capture may begin behind the SYN.
    this.#next ??= sequence;
    this.#keep(sequence, payload);
    // All that waits is ahead, and so is this: nothing is ready by it.
    return this.#isAhead(sequence) ? [] : this.#ready();
  }

  /** Bytes that were captured behind a hole; above 0 when the stream cannot be read to its end. */
  get stranded(): number {
    return this.#size;
  }

  get isLost(): boolean {
    return this.#size > MOST_WAITING;
  }

  #keep(sequence: number, payload: Uint8Array): void {
    const before = this.#waiting.get(sequence);
    if (before && before.length >= payload.length) return;
    // A frame's bytes are those of a buffer that is used again.
    this.#waiting.set(sequence, payload.slice());
    this.#size += payload.length - (before?.length ?? 0);
  }

  #ready(): Uint8Array[] {
    const ready: Uint8Array[] = [];
    for (let found = true; found;) {
      found = false;
      for (const [sequence, payload] of this.#waiting) {
        if (this.#isAhead(sequence)) continue;
        this.#waiting.delete(sequence);
        this.#size -= payload.length;
        const seen = (this.#next! - sequence) >>> 0;
        const fresh = payload.subarray(Math.min(seen, payload.length));
        if (fresh.length === 0) continue;
        ready.push(fresh);
        this.at += fresh.length;
        this.#next = (this.#next! + fresh.length) >>> 0;
        found = true;
      }
    }
    return ready;
  }

  #isAhead(sequence: number): boolean {
    return ((sequence - this.#next!) | 0) > 0;
  }
}
