/**
 * Payloads of packets, with their faults: one compression stream a channel that runs on over the
 * whole session.
 */
import { type Compressor, createCompressor } from "../../protocol/method.ts";
import type { PacketSpec, PayloadFault } from "../case.ts";
import { ONES, ZERO } from "../page-fill.ts";
import { pageBytes } from "../fill.ts";
import type { Session } from "./session.ts";
import { bytesOfHex } from "./hex.ts";

/**
 * A block without content: stored in deflate, raw in zstd. Both streams are at a block's start
 * behind a flush.
 */
const EMPTY_BLOCK = { none: "", zlib: "000000ffff", zstd: "000000" } as const;

const NOTHING = new Uint8Array(0);

export class Payloads {
  readonly #session: Session;
  /** Made when a channel's first page comes: most cases use few of them. */
  readonly #streams: (Compressor | undefined)[] = [];

  constructor(session: Session) {
    this.#session = session;
  }

  /** In pieces, not to be written to. */
  of(channel: number, packet: PacketSpec): Uint8Array[] {
    const { pageSize, method } = this.#session;
    const pages = packet.normal.map(({ fill }) => pageBytes(fill, pageSize));
    if (packet.payload) return [this.#faulty(channel, pages, packet.payload)];
    if (pages.length === 0 || method === "none") return pages;
    return [this.#stream(channel).compress(pages)];
  }

  close(): void {
    for (const stream of this.#streams) stream?.close();
    this.#streams.length = 0;
  }

  #stream(channel: number): Compressor {
    return this.#streams[channel] ??= createCompressor(this.#session.method, this.#session.level);
  }

  #faulty(channel: number, pages: Uint8Array[], fault: PayloadFault): Uint8Array {
    const { pageSize } = this.#session;
    switch (fault.kind) {
      case "truncated": {
        const whole = this.#compress(channel, pages);
        return whole.subarray(0, Math.max(0, whole.length - fault.bytes));
      }
      case "corrupt":
        return overwritten(this.#compress(channel, pages), fault.at, bytesOfHex(fault.hex));
      case "trailing":
        return joined(this.#compress(channel, pages), bytesOfHex(fault.hex));
      case "too-few":
        return this.#compress(channel, pages.slice(0, Math.max(0, pages.length - fault.pages)));
      case "too-many": {
        const surplus = new Array<Uint8Array>(fault.pages).fill(pageBytes(ONES, pageSize));
        return this.#compress(channel, [...pages, ...surplus]);
      }
      case "wrong-method": {
        const other = createCompressor(fault.method);
        const payload = other.compress(pages);
        other.close();
        return payload;
      }
      case "restarted":
        this.#drop(channel);
        return this.#compress(channel, pages);
      case "ended": {
        const payload = this.#stream(channel).end(pages);
        this.#drop(channel);
        return payload;
      }
      case "padded":
        return padded(
          this.#compress(channel, pages),
          fault.bytes,
          EMPTY_BLOCK[this.#session.method],
        );
      case "bomb": {
        const count = Math.ceil(fault.bytes / pageSize);
        return this.#compress(
          channel,
          new Array<Uint8Array>(count).fill(pageBytes(ZERO, pageSize)),
        );
      }
      case "literal":
        return bytesOfHex(fault.hex);
    }
  }

  #compress(channel: number, pages: Uint8Array[]): Uint8Array {
    return pages.length === 0 ? NOTHING : this.#stream(channel).compress(pages);
  }

  #drop(channel: number): void {
    this.#streams[channel]?.close();
    this.#streams[channel] = undefined;
  }
}

function overwritten(payload: Uint8Array, at: number, patch: Uint8Array): Uint8Array {
  const bytes = payload.slice();
  bytes.set(patch.subarray(0, Math.max(0, bytes.length - at)), Math.min(at, bytes.length));
  return bytes;
}

function padded(payload: Uint8Array, most: number, block: string): Uint8Array {
  if (block === "") return payload;
  const unit = bytesOfHex(block);
  const count = Math.max(0, Math.floor((most - payload.length) / unit.length));
  const bytes = new Uint8Array(payload.length + count * unit.length);
  bytes.set(payload);
  bytes.set(unit.subarray(0, bytes.length - payload.length), payload.length);
  for (let filled = unit.length; filled < count * unit.length; filled *= 2) {
    bytes.copyWithin(payload.length + filled, payload.length, payload.length + filled);
  }
  return bytes;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(a.length + b.length);
  bytes.set(a);
  bytes.set(b, a.length);
  return bytes;
}
