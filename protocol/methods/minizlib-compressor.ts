import { Buffer } from "node:buffer";
import * as minizlib from "minizlib";
import { contiguous, gather, lengthOf } from "./pages.ts";
import type { StreamFormat } from "./stream-format.ts";

const NOTHING = new Uint8Array(0);

/** The public way, where `NativeCompressor` does not work. */
export class MinizlibCompressor {
  readonly #format: StreamFormat;
  readonly #level: number;
  #stream: minizlib.Deflate | minizlib.ZstdCompress | undefined;
  #chunks: Uint8Array[] = [];
  #closed = false;

  constructor(format: StreamFormat, level: number) {
    this.#format = format;
    this.#level = level;
  }

  compress(pages: readonly Uint8Array[]): Uint8Array {
    if (pages.length === 0) return NOTHING;
    const stream = this.#write(pages);
    stream.flush(this.#format.flush.packet);
    return this.#take();
  }

  end(pages: readonly Uint8Array[]): Uint8Array {
    this.#write(pages).end();
    this.#drop();
    return this.#take();
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  #write(pages: readonly Uint8Array[]) {
    if (this.#closed) throw new TypeError("the compressor is closed");
    const stream = this.#stream ??= this.#begin();
    const input = contiguous(pages) ?? gather(pages, new Uint8Array(lengthOf(pages)));
    stream.write(input as Buffer);
    return stream;
  }

  #begin() {
    const { compress, compressOptions } = this.#format;
    const stream = new minizlib[compress](compressOptions(this.#level));
    stream.on("data", (chunk: Uint8Array) => this.#chunks.push(chunk));
    return stream;
  }

  #take(): Uint8Array {
    const payload = Buffer.concat(this.#chunks);
    this.#chunks = [];
    return new Uint8Array(payload.buffer, payload.byteOffset, payload.length);
  }

  #drop(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }
}
