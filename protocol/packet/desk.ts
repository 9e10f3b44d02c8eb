/**
 * Memory in which a packet is turned from the wire's bytes to the machine's and back, and its offsets are compared: by
 * a WebAssembly kernel, or in plain JavaScript where a packet is too long for it or the runtime has none.
 */
import { Buffer } from "node:buffer";
import { HEADER_LENGTH } from "../layout.ts";
import { KERNEL } from "./kernel.ts";

/** What is on it is the caller's until the next call into the codec. */
export interface Desk {
  /** Room for a packet, rounded up to 64 bytes. */
  readonly bytes: Uint8Array;
  readonly view: DataView;
  /** `offset[]` in the machine's order. */
  readonly entries: BigUint64Array;
  readonly ramblock: Uint8Array;
  /** Bytes 36 to 63. */
  readonly reserved: Uint8Array;
  /** Bytes 32 to 63. */
  readonly reservedBeforePatch: Uint8Array;
  /** A packet of so many entries: all its bytes, and the entries. */
  window(count: number): Window;
  /** Turns the first `count` entries around, and maybe some behind them. */
  swap(count: number): void;
  /** True when one of the first `count` entries is above `max`, 0 to 2^53 − 1. Loses what stands behind them. */
  hasAbove(max: number, count: number): boolean;
}

export interface Window {
  bytes: Uint8Array;
  entries: BigUint64Array;
  /** Bytes 36 to the end. */
  frame: Uint8Array;
  /** Bytes 32 to the end. */
  frameBeforePatch: Uint8Array;
}

/** A desk for packets of so many entries: the same one whenever it has the room. */
export function deskFor(pageCount: number): Desk {
  shared ??= kernelDesk() ?? plainDesk(1024);
  return pageCount <= shared.entries.length ? shared : plainDesk(pageCount);
}

let shared: Desk | undefined;

interface Kernel {
  memory: WebAssembly.Memory;
  swap(at: number, end: number): void;
  above(at: number, end: number, max: number): number;
}

/** Undefined where there is no WebAssembly, or none with SIMD. */
export function kernelDesk(): Desk | undefined {
  const code = Buffer.from(KERNEL, "base64");
  if (typeof WebAssembly === "undefined" || !WebAssembly.validate(code)) return undefined;
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code));
  const { memory, swap, above } = exports as unknown as Kernel;
  const top = surface(memory.buffer);
  const { entries } = top;
  return {
    ...top,
    swap(count) {
      if (count > 0) swap(HEADER_LENGTH, endOf(count));
    },
    hasAbove(max, count) {
      if (count === 0) return false;
      if (count % 8 !== 0) entries.fill(0n, count, count + 8 - count % 8);
      return above(HEADER_LENGTH, endOf(count), max) !== 0;
    },
  };
}

export function plainDesk(pageCount: number): Desk {
  const top = surface(new ArrayBuffer(endOf(pageCount)));
  const { bytes, entries } = top;
  return {
    ...top,
    swap(count) {
      Buffer.from(bytes.buffer, HEADER_LENGTH, 8 * count).swap64();
    },
    hasAbove(max, count) {
      const most = BigInt(max);
      for (let i = 0; i < count; i++) if (entries[i] > most) return true;
      return false;
    },
  };
}

function surface(memory: ArrayBufferLike): Omit<Desk, "swap" | "hasAbove"> {
  const bytes = new Uint8Array(memory);
  const entries = new BigUint64Array(memory, HEADER_LENGTH);
  let latest: Window | undefined;
  return {
    bytes,
    view: new DataView(memory),
    entries,
    ramblock: bytes.subarray(64, HEADER_LENGTH),
    reserved: bytes.subarray(36, 64),
    reservedBeforePatch: bytes.subarray(32, 64),
    window(count) {
      const length = HEADER_LENGTH + 8 * count;
      if (latest?.bytes.length !== length) {
        latest = {
          bytes: bytes.subarray(0, length),
          entries: entries.subarray(0, count),
          frame: bytes.subarray(36, length),
          frameBeforePatch: bytes.subarray(32, length),
        };
      }
      return latest;
    },
  };
}

/** The kernel takes eight entries a turn. */
function endOf(count: number): number {
  return HEADER_LENGTH + 8 * (count + 7 & ~7);
}
