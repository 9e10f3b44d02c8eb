/** A socket of a migration, main channel or multifd channel, as the sending side sees it. */
import { createConnection, type Socket } from "node:net";

/** Where a QEMU listens for a migration. */
export type Address = { path: string } | { host: string; port: number };

/** How long bytes may be waited for: QEMU does not read while it is at a barrier. */
const BLOCKED_MS = 1;

/** Who wants to know of a connection, and of what. */
export interface Listening {
  /** What comes back. */
  onData?(bytes: Uint8Array): void;
  onClosed?(): void;
}

export class Connection {
  /** QEMU has closed it, or never took it. */
  closed = false;
  /** Resolves when it is connected, or never will be: until then nothing that was written is on its way. */
  readonly #ready: Promise<void>;
  readonly #gone: Promise<void>;
  readonly #socket: Socket;
  #onSent = () => {};
  /** One for all writes: those that are through at once are told of together. */
  readonly #onWritten = () => {
    if (this.pending === 0) this.#onSent();
  };

  constructor(address: Address, { onData = () => {}, onClosed = () => {} }: Listening = {}) {
    const socket = createConnection({ ...address, allowHalfOpen: true });
    this.#socket = socket;
    const close = () => {
      this.closed = true;
      onClosed();
    };
    if ("port" in address) socket.setNoDelay(true);
    socket.on("end", close);
    socket.on("error", close);
    socket.on("close", close);
    socket.on("data", onData);
    this.#gone = new Promise((resolve) => socket.once("close", () => resolve()));
    const connected = new Promise<void>((resolve) => socket.once("connect", resolve));
    this.#ready = Promise.race([connected, this.#gone]);
  }

  /** Bytes that QEMU's side has not taken yet. */
  get pending(): number {
    return this.closed ? 0 : this.#socket.writableLength;
  }

  write(bytes: Uint8Array): void {
    if (!this.closed && bytes.length > 0) this.#socket.write(bytes, this.#onWritten);
  }

  /** Resolves when all that was written is on its way, or held up by QEMU. */
  async handedOver(): Promise<void> {
    await this.#ready;
    if (this.pending > 0) await soon((done) => this.#onSent = done);
  }

  /** Nothing more will be sent. Resolves when QEMU can see that, or the bytes before it are held up. */
  end(): Promise<void> {
    if (this.closed) return Promise.resolve();
    return soon((done) => this.#socket.end(done));
  }

  /** Resolves when QEMU can see that it is gone. */
  destroy(): Promise<void> {
    this.#socket.destroy();
    return this.#gone;
  }
}

/** Resolves when `start` says that it is done, or BLOCKED_MS later. */
function soon(start: (done: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, BLOCKED_MS);
    start(() => {
      clearTimeout(late);
      resolve();
    });
  });
}
