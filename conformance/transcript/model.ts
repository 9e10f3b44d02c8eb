/** What a transcript holds. */
import type { MethodName } from "../../protocol/flags.ts";
import type { Greeting } from "../../protocol/greeting.ts";
import type { LayoutName } from "../../protocol/layout.ts";
import type { Packet } from "../../protocol/packet.ts";
import type { MainWord } from "../target.ts";

/** What both sides know of a session. */
export interface TranscriptSettings {
  /** Bytes. */
  pageSize: number;
  channels: number;
  method: MethodName;
  layout: LayoutName;
}

export interface Transcript {
  settings: TranscriptSettings;
  /** In the order in which they were written, where the target shows it; else channel by channel. */
  packets: SentPacket[];
  /** By number of the stream, those that never got a byte included. */
  channels: SentChannel[];
  words: SentWord[];
}

export interface SentChannel {
  /** Number of the stream; its greeting may claim another. */
  channel: number;
  /** Bytes in all. */
  length: number;
  greeting?: Greeting;
  packets: SentPacket[];
  /** Where reading ended before the last byte, and why. */
  fault?: { byteOffset: number; message: string };
}

export interface SentPacket {
  channel: number;
  /** On its channel. */
  index: number;
  /** From the start of the channel. */
  byteOffset: number;
  /** Header and offsets as they came. */
  bytes: Uint8Array;
  packet: Packet;
  sync: boolean;
  /** Bytes that are no UTF-8 as U+FFFD. */
  ramblock: string;
  /** Offsets of normal and of zero pages: views of `packet.offsets`, as far as the counts fit it. */
  normal: BigUint64Array;
  zero: BigUint64Array;
  /** As much of it as there is. */
  payload: Uint8Array;
  /** Data of the normal pages, in order; absent where the payload does not give them. */
  pages?: Uint8Array[];
  /** Why it does not. */
  payloadError?: Error;
  /** SYNC packets before it on its channel; its own SYNC does not count. */
  epoch: number;
  /** Which of the observation's writes ended it. */
  position: number;
}

export interface SentWord {
  word: MainWord;
  /** Barriers before it on the main channel. */
  epoch: number;
  /** Which of the observation's writes it is. */
  position: number;
}
