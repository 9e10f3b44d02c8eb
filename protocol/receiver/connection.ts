import type { Decompressor } from "../method.ts";
import type { RamBlock } from "../ram.ts";
import type { ValidPacket } from "../validate.ts";
import { ByteQueue } from "./byte-queue.ts";

/** A validated packet whose payload is being received. */
export interface PacketWork extends ValidPacket<RamBlock> {
  /** Offsets of normal pages. */
  normal: BigUint64Array;
  /** Offsets of zero pages. */
  zero: BigUint64Array;
  /** Bytes of its payload that are in RAM already; uncompressed only. */
  received: number;
}

/** One stream of a migration: a greeting, then packets. */
export class Connection {
  /** As the caller numbers it. */
  readonly number: number;
  readonly input: ByteQueue = new ByteQueue();
  /** Channel number from the greeting; undefined before it. */
  id?: number;
  /** The packet whose payload comes next. */
  work?: PacketWork;
  /** SYNC was read; what follows waits for the barrier (RCV-35). */
  waiting = false;
  /** No more bytes will be fed. */
  ended = false;
  /** The end was reached, behind every byte. */
  finished = false;
  /** The channel's compressed stream; made with its first payload. */
  decompressor?: Decompressor;

  constructor(number: number) {
    this.number = number;
  }
}
