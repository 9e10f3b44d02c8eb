import type { NativeStream } from "./native-stream.ts";
import { contiguous, lengthOf, scatter } from "./pages.ts";
import { payloadCorrupt, payloadShort, payloadSurplus } from "./payload-error.ts";
import type { PayloadInspector, StreamFormat } from "./stream-format.ts";
import { decompressors } from "./pools.ts";
import type { StreamPool } from "./stream-pool.ts";

const NOTHING = new Uint8Array(0);

/** Room that all decompressors share: its contents are used up before the next call of any of them. */
let room = new Uint8Array(0);
const last = new Uint8Array(2);

/** The fast way, where `nativeWorks` says so. */
export class NativeDecompressor {
  readonly #format: StreamFormat;
  readonly #pool: StreamPool;
  readonly #inspector: PayloadInspector;
  #stream: NativeStream | undefined;
  /** Why nothing more can be read. */
  #failed: string | undefined;
  /** How far the current payload was read. */
  #read = 0;

  constructor(format: StreamFormat) {
    this.#format = format;
    this.#pool = decompressors(format);
    this.#inspector = format.createInspector();
  }

  decompress(payload: Uint8Array, pages: readonly Uint8Array[]): void {
    const total = lengthOf(pages);
    if (this.#failed !== undefined) throw payloadCorrupt(0, this.#failed, total);
    try {
      this.#decompress(payload, pages, total);
    } catch (error) {
      this.#fail("an earlier payload of the channel was refused");
      throw error;
    }
  }

  close(): void {
    this.#fail("the decompressor is closed");
  }

  #fail(why: string): void {
    this.#failed = why;
    if (this.#stream) this.#pool.give(this.#stream);
    this.#stream = undefined;
  }

  #decompress(payload: Uint8Array, pages: readonly Uint8Array[], total: number): void {
    if (total === 0) {
      if (payload.length > 0) throw payloadSurplus(0, 0);
      return;
    }
    const stream = this.#stream ??= this.#pool.take();
    this.#read = 0;
    const direct = contiguous(pages);
    if (!direct && room.length < total) room = new Uint8Array(total);
    const output = direct ?? room.subarray(0, total);
    this.#most(stream, payload, output);
    output[total - 1] = this.#rest(stream, payload, total);
    if (!direct) scatter(output, pages);
  }

  /** Fills all of the output but its last byte, so that a fault behind the pages is met in `#rest`. */
  #most(stream: NativeStream, payload: Uint8Array, output: Uint8Array): void {
    const most = output.length - 1;
    let filled: number;
    try {
      filled = this.#fill(stream, payload, output, most);
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw payloadCorrupt(this.#read, words, output.length);
    }
    if (filled < most) throw this.#tooLittle(payload, filled, output.length);
  }

  /** The last byte of the pages; nothing may be behind it. */
  #rest(stream: NativeStream, payload: Uint8Array, total: number): number {
    const full = this.#read;
    let filled: number;
    try {
      filled = this.#fill(stream, payload, last, 2);
    } catch {
      throw payloadSurplus(this.#read, total);
    }
    if (filled === 0) throw this.#tooLittle(payload, total - 1, total);
    if (filled > 1 || this.#read < payload.length) throw payloadSurplus(this.#read, total);
    if (this.#format.endsOnce && !this.#inspector.isFlushed(payload) && this.#hasEnded(stream)) {
      throw payloadCorrupt(payload.length, "the stream ended with the packet", total);
    }
    const surplus = this.#inspector.surplusAt(payload, full);
    if (surplus !== undefined) throw payloadSurplus(surplus, total);
    return last[0];
  }

  /** Bytes of `output` that could be filled, at most `length`. */
  #fill(stream: NativeStream, payload: Uint8Array, output: Uint8Array, length: number): number {
    const { packet } = this.#format.flush;
    let filled = 0;
    while (filled < length) {
      const left = payload.length - this.#read;
      const space = length - filled;
      stream.step(packet, payload, this.#read, left, output, filled, space);
      this.#read = payload.length - stream.unread;
      filled = length - stream.unwritten;
      // Otherwise input is left behind the end of a zstd frame: another begins there.
      if (stream.unread === 0 || (stream.unread === left && stream.unwritten === space)) break;
    }
    return filled;
  }

  #tooLittle(payload: Uint8Array, given: number, total: number): Error {
    return this.#read < payload.length
      ? payloadCorrupt(this.#read, "the stream has ended", total)
      : payloadShort(this.#read, given, total);
  }

  /** A stream that has not ended calls this flush an error, and is otherwise left as it was. */
  #hasEnded(stream: NativeStream): boolean {
    return stream.attempt(this.#format.flush.end, NOTHING, 0, 0, last, 0, 1) === undefined;
  }
}
