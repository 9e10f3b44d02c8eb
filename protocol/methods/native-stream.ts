/** The synchronous engine inside a `node:zlib` stream: faster than the stream, but internal. `native-works.ts` guards it. */
import * as zlib from "node:zlib";

interface Handle {
  writeSync(
    flush: number,
    input: Uint8Array,
    inAt: number,
    inLength: number,
    output: Uint8Array,
    outAt: number,
    outLength: number,
  ): void;
  reset(): void;
  close(): void;
  onerror: (message: string) => void;
}

interface Internals {
  _handle: Handle;
  _writeState: Uint32Array;
}

/** One call of the engine at a time: `unread` and `unwritten` tell how far the last one came. */
export class NativeStream {
  /** Input bytes the last step did not take. */
  unread = 0;
  /** Output bytes the last step had room for and did not fill. */
  unwritten = 0;
  readonly #handle: Handle;
  readonly #state: Uint32Array;
  #error: string | undefined;

  constructor(className: string, options: Record<string, unknown>) {
    const classes = zlib as unknown as Record<string, new (options: unknown) => Internals>;
    // The stream's own output buffer is never used: the smallest it takes.
    const stream = new classes[className]({ ...options, chunkSize: 64 });
    this.#handle = stream._handle;
    this.#state = stream._writeState;
    this.#handle.onerror = (message) => this.#error ??= message;
  }

  /** @throws {Error} The library's words. What was read and written is then unknown. */
  step(...args: Parameters<Handle["writeSync"]>): void {
    const why = this.attempt(...args);
    if (why !== undefined) throw new Error(why);
  }

  /** Returns the library's words where `step` throws them: an Error takes as long as a small step. */
  attempt(
    flush: number,
    input: Uint8Array,
    inAt: number,
    inLength: number,
    output: Uint8Array,
    outAt: number,
    outLength: number,
  ): string | undefined {
    this.#error = undefined;
    try {
      this.#handle.writeSync(flush, input, inAt, inLength, output, outAt, outLength);
    } catch (error) {
      // Deno's zstd throws where others call `onerror`.
      return (error as Error).message;
    }
    this.unwritten = this.#state[0];
    this.unread = this.#state[1];
    return this.#error;
  }

  /** Forgets all it was given; see `resets.ts`. */
  reset(): void {
    this.#handle.reset();
  }

  close(): void {
    this.#handle.close();
  }
}
