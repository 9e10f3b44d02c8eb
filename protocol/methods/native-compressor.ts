import { NativeStream } from "./native-stream.ts";
import { lengthOf } from "./payload-error.ts";
import { runsOf } from "./runs.ts";
import type { StreamFormat } from "./stream-format.ts";

const NOTHING = new Uint8Array(0);

/** Room that all compressors share: a payload is copied out before the next call of any of them. */
let room = new Uint8Array(64 * 1024);

export class NativeCompressor {
  readonly #format: StreamFormat;
  readonly #level: number;
  #stream: NativeStream | undefined;
  #closed = false;

  constructor(format: StreamFormat, level: number) {
    this.#format = format;
    this.#level = level;
  }

  compress(pages: readonly Uint8Array[]): Uint8Array {
    return this.#write(pages, this.#format.flush.packet);
  }

  end(pages: readonly Uint8Array[]): Uint8Array {
    const payload = this.#write(pages, this.#format.flush.end);
    this.#stream?.close();
    this.#stream = undefined;
    return payload;
  }

  close(): void {
    this.#closed = true;
    this.#stream?.close();
    this.#stream = undefined;
  }

  #write(pages: readonly Uint8Array[], lastFlush: number): Uint8Array {
    if (this.#closed) throw new TypeError("the compressor is closed");
    const { compress, compressOptions, flush } = this.#format;
    const stream = this.#stream ??= new NativeStream(compress, compressOptions(this.#level));
    // Nearly always enough, so that the room seldom grows in the middle.
    makeRoom(lengthOf(pages) + 1024, 0);
    const runs = runsOf(pages);
    let written = 0;
    for (let i = 0; i < runs.length - 1; i++) {
      written = push(stream, flush.none, runs[i], written);
    }
    written = push(stream, lastFlush, runs.at(-1) ?? NOTHING, written);
    return room.slice(0, written);
  }
}

/** Gives one run to the stream and returns where its output in `room` ends. */
function push(stream: NativeStream, flush: number, input: Uint8Array, written: number): number {
  let at = 0;
  do {
    if (room.length - written < 64) makeRoom(2 * room.length, written);
    const space = room.length - written;
    stream.step(flush, input, at, input.length - at, room, written, space);
    at = input.length - stream.unread;
    written += space - stream.unwritten;
    // Output that was filled to the brim may have more behind it.
  } while (stream.unwritten === 0);
  return written;
}

function makeRoom(length: number, used: number): void {
  if (room.length >= length) return;
  const larger = new Uint8Array(length);
  larger.set(room.subarray(0, used));
  room = larger;
}
