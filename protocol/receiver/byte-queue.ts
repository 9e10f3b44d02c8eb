import { zeros } from "../slab.ts";

/**
 * Bytes of one stream that have arrived and are not used yet (RCV-28). What lies whole inside the piece at hand is
 * never copied, and room grows with the bytes that came, not with what they claim.
 */
export class ByteQueue {
  /** Kept bytes: `#kept[#start..#end)`, older than those of the piece. */
  #kept: Uint8Array = NOTHING;
  #start = 0;
  #end = 0;
  /** Borrowed bytes: `#piece[#at..)`. */
  #piece: Uint8Array = NOTHING;
  #at = 0;

  /** Bytes that can be taken now. */
  get length(): number {
    return this.#end - this.#start + this.#piece.length - this.#at;
  }

  /** Adds a piece. It is only borrowed: call `keep` before its owner writes to it again. */
  push(piece: Uint8Array): void {
    this.keep();
    this.#piece = piece;
    this.#at = 0;
  }

  /** Copies what is left of the borrowed piece. */
  keep(): void {
    this.#move(this.#piece.length - this.#at);
  }

  /**
   * The next `length` bytes without taking them, or undefined while there are fewer. The view is good until the next
   * call.
   */
  peek(length: number): Uint8Array | undefined {
    const kept = this.#end - this.#start;
    if (this.length < length) return undefined;
    if (kept === 0) return this.#piece.subarray(this.#at, this.#at + length);
    if (kept < length) this.#move(length - kept);
    return this.#kept.subarray(this.#start, this.#start + length);
  }

  /** The next `length` bytes, or undefined while there are fewer. The view is good until the next call. */
  take(length: number): Uint8Array | undefined {
    const bytes = this.peek(length);
    if (bytes) this.#drop(length);
    return bytes;
  }

  /** Copies up to `length` of the next bytes to `target` at `at`; returns how many. */
  copyTo(target: Uint8Array, at: number, length: number): number {
    const kept = this.#end - this.#start;
    const source = kept > 0
      ? this.#kept.subarray(this.#start, this.#start + Math.min(kept, length))
      : this.#piece.subarray(this.#at, this.#at + length);
    target.set(source, at);
    this.#drop(source.length);
    return source.length;
  }

  #drop(length: number): void {
    if (this.#end === this.#start) {
      this.#at += length;
      return;
    }
    this.#start += length;
    if (this.#start < this.#end) return;
    this.#start = this.#end = 0;
    if (this.#kept.length > SPARE) this.#kept = NOTHING;
  }

  /** Moves bytes from the piece to the kept ones. */
  #move(length: number): void {
    if (length === 0) return;
    if (this.#end + length > this.#kept.length) this.#makeRoom(length);
    const isWhole = length === this.#piece.length;
    const bytes = isWhole ? this.#piece : this.#piece.subarray(this.#at, this.#at + length);
    this.#kept.set(bytes, this.#end);
    this.#end += length;
    this.#at += length;
  }

  #makeRoom(length: number): void {
    const kept = this.#kept.subarray(this.#start, this.#end);
    const needed = kept.length + length;
    const room = needed > this.#kept.length / 2 ? zeros(Math.max(2 * needed, FIRST)) : this.#kept;
    room.set(kept);
    this.#kept = room;
    this.#start = 0;
    this.#end = kept.length;
  }
}

const NOTHING = new Uint8Array(0);
/** Bytes of the first buffer: a packet of 4 KiB pages fits. */
const FIRST = 2048;
/** An empty buffer above this many bytes is given back. */
const SPARE = 2 * 1024 * 1024;
