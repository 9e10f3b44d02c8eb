/** Memory that is used again: fresh memory costs more than writing to it. */
export class ReusedMemory {
  #now = new Uint8Array(0);
  #before = new Uint8Array(0);
  #used = 0;
  /** Bytes taken between two turns, at most. */
  #most = 0;

  /** What was taken before the last turn is free again. */
  turn(): void {
    [this.#now, this.#before] = [this.#before, this.#now];
    if (this.#now.length < this.#most) this.#now = new Uint8Array(this.#most);
    this.#used = 0;
  }

  /** Bytes that hold anything. */
  take(length: number): Uint8Array<ArrayBuffer> {
    const at = this.#used;
    this.#used = (at + length + 7) & ~7;
    this.#most = Math.max(this.#most, this.#used);
    if (this.#used > this.#now.length) return new Uint8Array(length);
    return new Uint8Array(this.#now.buffer, at, length);
  }
}
