import { Buffer } from "node:buffer";
import * as minizlib from "minizlib";
import { PACKET_RAM } from "../layout.ts";
import { lengthOf, scatter } from "./pages.ts";
import { payloadCorrupt, payloadShort, payloadSurplus } from "./payload-error.ts";
import type { PayloadInspector, StreamFormat } from "./stream-format.ts";

/** A stored block without content: nothing to a stream at a flush point, unread by one that has ended. */
const EMPTY_BLOCK = Buffer.from("000000ffff", "hex");

const TOO_LARGE = "ERR_BUFFER_TOO_LARGE";

type Stream = minizlib.Inflate | minizlib.ZstdDecompress;

/** The public way, where `NativeDecompressor` does not work. */
export class MinizlibDecompressor {
  readonly #format: StreamFormat;
  readonly #inspector: PayloadInspector;
  #stream: Stream | undefined;
  #chunks: Uint8Array[] = [];
  #error: string | undefined;
  /** Why nothing more can be read. */
  #failed: string | undefined;

  constructor(format: StreamFormat) {
    this.#format = format;
    this.#inspector = format.createInspector();
  }

  decompress(payload: Uint8Array, pages: readonly Uint8Array[]): void {
    const total = lengthOf(pages);
    if (this.#failed !== undefined) throw payloadCorrupt(0, this.#failed, total);
    try {
      this.#decompress(payload, total);
    } catch (error) {
      this.#fail("an earlier payload of the channel was refused");
      throw error;
    } finally {
      scatter(Buffer.concat(this.#chunks), pages);
      this.#chunks = [];
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

  #decompress(payload: Uint8Array, total: number): void {
    if (total === 0) {
      if (payload.length > 0) throw payloadSurplus(0, 0);
      return;
    }
    const stream = this.#stream ??= this.#begin();
    const read = this.#read(stream, payload, total);
    const given = lengthOf(this.#chunks);
    if (given > total) throw payloadSurplus(read, total);
    if (given < total && read < payload.length) {
      throw payloadCorrupt(read, "the stream has ended", total);
    }
    if (given < total) throw payloadShort(read, given, total);
    if (read < payload.length) throw payloadSurplus(read, total);
    if (this.#format.endsOnce && !this.#inspector.isFlushed(payload) && this.#hasEnded(stream)) {
      throw payloadCorrupt(read, "the stream ended with the packet", total);
    }
    // How far it had come when the pages were full is not known here.
    const surplus = this.#inspector.surplusAt(payload, payload.length);
    if (surplus !== undefined) throw payloadSurplus(surplus, total);
  }

  /** Bytes of the payload that were read. */
  #read(stream: Stream, payload: Uint8Array, total: number): number {
    let read = 0;
    while (read < payload.length && lengthOf(this.#chunks) <= total) {
      const taken = this.#write(stream, payload.subarray(read));
      if (this.#error !== undefined) throw this.#refusal(this.#error, read, total);
      if (taken === 0) break;
      read += taken;
    }
    return read;
  }

  #refusal(error: string, at: number, total: number): Error {
    const surplus = error === TOO_LARGE || lengthOf(this.#chunks) >= total;
    return surplus ? payloadSurplus(at, total) : payloadCorrupt(at, error, total);
  }

  #write(stream: Stream, input: Uint8Array): number {
    stream.write(input as Buffer);
    // Counted by node:zlib for every call anew; a stream that has failed is without its handle.
    return stream.handle ? Number((stream.handle as { bytesWritten: number }).bytesWritten) : 0;
  }

  #hasEnded(stream: Stream): boolean {
    const unread = this.#write(stream, EMPTY_BLOCK) === 0 && this.#error === undefined;
    if (this.#error !== undefined) this.#fail("the packet before was not flushed");
    return unread;
  }

  #begin(): Stream {
    const { decompress, decompressOptions } = this.#format;
    // The most that any packet gives; more is an error as soon as it is met.
    const options: Record<string, unknown> = { ...decompressOptions, maxOutputLength: PACKET_RAM };
    const stream = new minizlib[decompress](options);
    stream.on("data", (chunk: Uint8Array) => this.#chunks.push(chunk));
    stream.on("error", (error: unknown) => this.#error = wordsOf(error));
    return stream;
  }
}

function wordsOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return code === TOO_LARGE ? TOO_LARGE : message ?? String(error);
}
