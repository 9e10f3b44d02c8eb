/** The way back on a migration's main channel: QEMU answers a ping when it has read all that came before it. */
import { concat } from "@std/bytes";
import { u32 } from "../../../protocol/main-channel/fields.ts";
import { SECTION } from "../../../protocol/main-channel/format.ts";

export class ReturnPath {
  readonly #send: (bytes: Uint8Array) => void;
  /** Bytes of an answer that is not whole yet. */
  #rest: Uint8Array = new Uint8Array();
  #pings = 0;
  /** Of the pings without an answer, the oldest first. */
  readonly #waiting: (() => void)[] = [];

  /** @param send Takes whole sections of the main channel; not called before the first ping. */
  constructor(send: (bytes: Uint8Array) => void) {
    this.#send = send;
  }

  /** Resolves when the answer is here; never where QEMU does not get to it. */
  ping(): Promise<void> {
    const open = this.#pings === 0 ? [command(OPEN, new Uint8Array())] : [];
    this.#send(concat([...open, command(PING, u32(++this.#pings))]));
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** What QEMU wrote to the main channel, in any pieces. */
  take(bytes: Uint8Array): void {
    let rest = concat([this.#rest, bytes]);
    while (rest.length >= HEADER) {
      const [type, length] = [rest[0] << 8 | rest[1], rest[2] << 8 | rest[3]];
      if (rest.length < HEADER + length) break;
      if (type === PONG) this.#waiting.shift()?.();
      rest = rest.subarray(HEADER + length);
    }
    this.#rest = rest;
  }
}

/** Commands of the main channel. */
const OPEN = 1, PING = 2;
/** A message of the return path: u16 type, u16 length, payload. */
const PONG = 2, HEADER = 4;

function command(number: number, payload: Uint8Array): Uint8Array {
  return concat([Uint8Array.of(SECTION.COMMAND, 0, number, 0, payload.length), payload]);
}
