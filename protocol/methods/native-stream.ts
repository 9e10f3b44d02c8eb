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
  step(
    flush: number,
    input: Uint8Array,
    inAt: number,
    inLength: number,
    output: Uint8Array,
    outAt: number,
    outLength: number,
  ): void {
    this.#error = undefined;
    this.#handle.writeSync(flush, input, inAt, inLength, output, outAt, outLength);
    if (this.#error !== undefined) throw new Error(this.#error);
    this.unwritten = this.#state[0];
    this.unread = this.#state[1];
  }

  /** Forgets all it was given; see `resets.ts`. */
  reset(): void {
    this.#handle.reset();
  }

  close(): void {
    this.#handle.close();
  }
}
