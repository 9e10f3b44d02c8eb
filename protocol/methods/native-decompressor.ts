import { NativeStream } from "./native-stream.ts";
import { lengthOf, payloadCorrupt, payloadShort, payloadSurplus } from "./payload-error.ts";
import { runsOf } from "./runs.ts";
import { endsWith } from "./ends-with.ts";
import type { StreamFormat } from "./stream-format.ts";

const NOTHING = new Uint8Array(0);

export class NativeDecompressor {
  readonly #format: StreamFormat;
  #stream: NativeStream | undefined;
  /** Why nothing more can be read. */
  #failed: string | undefined;
  readonly #last = new Uint8Array(2);
  /** How far the current payload was read. */
  #read = 0;

  constructor(format: StreamFormat) {
    this.#format = format;
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
    this.#stream?.close();
    this.#stream = undefined;
  }

  #decompress(payload: Uint8Array, pages: readonly Uint8Array[], total: number): void {
    if (total === 0) {
      if (payload.length > 0) throw payloadSurplus(0, 0);
      return;
    }
    const { decompress, decompressOptions } = this.#format;
    const stream = this.#stream ??= new NativeStream(decompress, decompressOptions);
    this.#read = 0;
    let given = 0;
    const runs = runsOf(pages);
    const lastRun = runs[runs.length - 1];
    try {
      for (const run of runs) {
        // All but the very last byte: so a fault behind the pages is met in #finish.
        const length = run === lastRun ? run.length - 1 : run.length;
        const filled = this.#fill(stream, payload, run, length);
        given += filled;
        if (filled < length) throw this.#tooLittle(payload, given, total);
      }
    } catch (error) {
      throw wordsOf(error, this.#read, total);
    }
    this.#finish(stream, payload, lastRun, total);
  }

  /** Reads the last byte of the pages, and sees that nothing is behind it. */
  #finish(stream: NativeStream, payload: Uint8Array, lastRun: Uint8Array, total: number): void {
    let filled: number;
    try {
      filled = this.#fill(stream, payload, this.#last, 2);
    } catch {
      throw payloadSurplus(this.#read, total);
    }
    if (filled === 0) throw this.#tooLittle(payload, total - 1, total);
    lastRun[lastRun.length - 1] = this.#last[0];
    if (filled > 1 || this.#read < payload.length) throw payloadSurplus(this.#read, total);
    const { endsOnce, flushTail } = this.#format;
    if (endsOnce && !endsWith(payload, flushTail) && this.#hasEnded(stream)) {
      throw payloadCorrupt(payload.length, "the stream ended with the packet", total);
    }
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
      const stuck = stream.unread === left && stream.unwritten === space;
      // Input may be left behind the end of a zstd frame: then another begins.
      if (stuck || stream.unread === 0) break;
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
    try {
      stream.step(this.#format.flush.end, NOTHING, 0, 0, this.#last, 0, 1);
      return true;
    } catch {
      return false;
    }
  }
}

function wordsOf(error: unknown, at: number, total: number): Error {
  if (error instanceof Error && error.name === "ProtocolError") return error;
  return payloadCorrupt(at, error instanceof Error ? error.message : String(error), total);
}
