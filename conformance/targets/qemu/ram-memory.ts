/** Memory for RAM that is shown, used again: fresh memory costs five times what reading into it does. */
export class RamMemory {
  readonly #size: number;
  #free: Uint8Array[] = [];
  #before: Uint8Array[] = [];
  #now: Uint8Array[] = [];

  /** @param size Of each piece, bytes. */
  constructor(size: number) {
    this.#size = size;
  }

  /** What it holds is anything. */
  take(): Uint8Array {
    const bytes = this.#free.pop() ?? new Uint8Array(this.#size);
    this.#now.push(bytes);
    return bytes;
  }

  /** What was taken before the last turn is free again. */
  turn(): void {
    this.#free.push(...this.#before);
    this.#before = this.#now;
    this.#now = [];
  }
}
