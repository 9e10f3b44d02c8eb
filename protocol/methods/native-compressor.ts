import type { NativeStream } from "./native-stream.ts";
import { copyOf } from "../slab.ts";
import { contiguous, gather, lengthOf } from "./pages.ts";
import type { StreamFormat } from "./stream-format.ts";
import { compressors } from "./pools.ts";
import type { StreamPool } from "./stream-pool.ts";

const NOTHING = new Uint8Array(0);

/** Room that all compressors share: its contents are used up before the next call of any of them. */
let gathered = new Uint8Array(0);
let room = new Uint8Array(0);

/** The fast way, where `nativeWorks` says so. */
export class NativeCompressor {
  readonly #format: StreamFormat;
  readonly #pool: StreamPool;
  #stream: NativeStream | undefined;
  #closed = false;

  constructor(format: StreamFormat, level: number) {
    this.#format = format;
    this.#pool = compressors(format, level);
  }

  compress(pages: readonly Uint8Array[]): Uint8Array {
    if (pages.length === 0) return NOTHING;
    return this.#write(pages, this.#format.flush.packet);
  }

  end(pages: readonly Uint8Array[]): Uint8Array {
    const payload = this.#write(pages, this.#format.flush.end);
    this.#drop();
    return payload;
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #write(pages: readonly Uint8Array[], flush: number): Uint8Array {
    if (this.#closed) throw new TypeError("the compressor is closed");
    this.#stream ??= this.#pool.take();
    return push(this.#stream, flush, inOnePiece(pages));
  }

  #drop(): void {
    if (this.#stream) this.#pool.give(this.#stream);
    this.#stream = undefined;
  }
}

function inOnePiece(pages: readonly Uint8Array[]): Uint8Array {
  const view = contiguous(pages);
  if (view) return view;
  const length = lengthOf(pages);
  if (gathered.length < length) gathered = new Uint8Array(length);
  return gather(pages, gathered);
}

function push(stream: NativeStream, flush: number, input: Uint8Array): Uint8Array {
  // More than either format ever needs: zlib flushes a second time where its output just fits.
  const space = input.length + (input.length >> 2) + 1024;
  if (room.length < space) room = new Uint8Array(space);
  stream.step(flush, input, 0, input.length, room, 0, space);
  if (stream.unread > 0 || stream.unwritten === 0) throw new Error("a payload outgrew its room");
  return copyOf(room.subarray(0, space - stream.unwritten));
}
