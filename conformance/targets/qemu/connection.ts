/** A socket of a migration, main channel or multifd channel, as the sending side sees it. */
import { createConnection, type Socket } from "node:net";

/** Where a QEMU listens for a migration. */
export type Address = { path: string } | { host: string; port: number };

/** How long a write may keep what comes behind it waiting: QEMU does not read while it is at a barrier. */
const BLOCKED_MS = 2;

export class Connection {
  /** QEMU has closed it, or never took it. */
  closed = false;
  readonly #socket: Socket;

  constructor(address: Address) {
    const socket = createConnection({ ...address, allowHalfOpen: true });
    this.#socket = socket;
    const close = () => this.closed = true;
    socket.setNoDelay(true);
    socket.on("end", close);
    socket.on("error", close);
    socket.on("close", close);
    socket.resume();
  }

  /** Bytes that QEMU's side has not taken yet. */
  get pending(): number {
    return this.closed ? 0 : this.#socket.writableLength;
  }

  /** Resolves when the bytes are on their way, or held up. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.closed || bytes.length === 0) return Promise.resolve();
    if (this.pending > 0) {
      this.#socket.write(bytes);
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const late = setTimeout(resolve, BLOCKED_MS);
      this.#socket.write(bytes, () => {
        clearTimeout(late);
        resolve();
      });
    });
  }

  /** Nothing more will be sent. */
  end(): void {
    if (!this.closed) this.#socket.end();
  }

  destroy(): void {
    this.#socket.destroy();
  }
}
