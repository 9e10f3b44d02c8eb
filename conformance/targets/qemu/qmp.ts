/** A small QMP client: one JSON object a line, replies in the order of their commands. */
import type { Socket } from "node:net";

/** What QEMU answered to a command it refused. */
export class QmpError extends Error {
  override readonly name = "QmpError";
  readonly class: string;

  constructor(command: string, error: { class: string; desc: string }) {
    super(`${command}: ${error.desc}`);
    this.class = error.class;
  }
}

/** The connection ended before the answer. */
export class QmpClosed extends Error {
  override readonly name = "QmpClosed";
}

interface Waiting {
  command: string;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export class Qmp {
  readonly #socket: Socket;
  /** The oldest first. */
  readonly #waiting: Waiting[] = [];
  #rest = "";
  #closed = false;
  readonly #greeted = Promise.withResolvers<void>();
  /** Resolves when QEMU has sent its greeting; rejects with a QmpClosed when the connection ends first. */
  readonly greeting = this.#greeted.promise;

  /** @param socket Connected; the client owns it. */
  constructor(socket: Socket) {
    this.#socket = socket;
    this.greeting.catch(() => {}); // whoever waits for it learns of it
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => this.#read(text));
    socket.on("error", () => this.close());
    socket.on("close", () => this.close());
    socket.on("end", () => this.close());
  }

  /**
   * Resolves to what the command returns. Rejects with a QmpError when QEMU refuses it, with a QmpClosed when the
   * connection ends first.
   */
  // deno-lint-ignore no-explicit-any -- the shape is the command's
  execute(command: string, parameters?: Record<string, unknown>): Promise<any> {
    if (this.#closed) return Promise.reject(new QmpClosed(`${command}: the connection has ended`));
    const answer = new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
    });
    this.#socket.write(JSON.stringify({ execute: command, arguments: parameters }) + "\n");
    return answer;
  }

  /** Bytes that QEMU's side has not taken yet. */
  get pending(): number {
    return this.#closed ? 0 : this.#socket.writableLength;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.destroy();
    this.#greeted.reject(new QmpClosed("the connection has ended before its greeting"));
    for (const { command, reject } of this.#waiting.splice(0)) {
      reject(new QmpClosed(`${command}: the connection has ended`));
    }
  }

  #read(text: string): void {
    const lines = (this.#rest + text).split("\n");
    this.#rest = lines.pop()!;
    for (const line of lines) {
      try {
        this.#take(JSON.parse(line));
      } catch {
        return this.close();
      }
    }
  }

  // deno-lint-ignore no-explicit-any -- as it comes
  #take(message: any): void {
    if (message.QMP) return this.#greeted.resolve();
    if (message.event) return;
    const waiting = this.#waiting.shift();
    if (message.error) waiting?.reject(new QmpError(waiting.command, message.error));
    else waiting?.resolve(message.return);
  }
}
