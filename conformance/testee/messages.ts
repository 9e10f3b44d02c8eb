/** The messages of docs/testee.md as types; `messages.schema.json` has the same as a schema. */
import type { MethodName } from "../../protocol/flags.ts";
import type { LayoutName } from "../../protocol/layout.ts";
import type { Detection, PageRef, RamBlockInfo } from "../../protocol/ram.ts";
import type { ProfileName } from "../profiles.ts";
import type { ChannelCounters } from "../target.ts";

/** A part of a file in the folder that both sides agreed on. */
export interface FilePart {
  file: string;
  /** Bytes. */
  offset: number;
  length: number;
}

/** Base64, or a part of a file. */
export type WireBytes = string | FilePart;

/** A block's contents; without `bytes` all zero. */
export interface WireBlock extends RamBlockInfo {
  bytes?: WireBytes;
}

export interface WirePage extends PageRef {
  bytes: WireBytes;
}

// ---- requests

export interface HelloRequest {
  type: "hello";
  protocol: number[];
  folder: string;
}

export type WireReceiverEvent =
  | { kind: "bytes"; channel: number; data: WireBytes }
  | { kind: "eof"; channel: number }
  | { kind: "barrier" }
  | { kind: "zero"; ramblock: string; offset: number };

export interface ReceiveRequest {
  type: "receive";
  pageSize: number;
  channels: number;
  method: MethodName;
  blocks: WireBlock[];
  events: WireReceiverEvent[];
}

export interface SendRequest {
  type: "send";
  pageSize: number;
  channels: number;
  method: MethodName;
  level: number;
  detection: string;
  multifd: boolean;
  mappedRam: boolean;
  blocks: WireBlock[];
  passes: { writes: WirePage[]; queue: PageRef[] }[];
}

export interface ByeRequest {
  type: "bye";
}

export type Request = HelloRequest | ReceiveRequest | SendRequest | ByeRequest;

// ---- answers

export interface HelloAnswer {
  type: "hello";
  protocol: 1;
  name: string;
  version: string;
  files?: boolean;
  profile?: ProfileName;
  receiver?: Role & { shows: ReceiverWord[] };
  sender?: Role & { shows: SenderWord[]; detections: Detection[] };
}

export interface Role {
  methods: MethodName[];
  pageSizes: number[];
  maxChannels: number;
  layout?: LayoutName;
  blocks?: RamBlockInfo[];
}

export type ReceiverWord =
  | "ram"
  | "counters"
  | "trace"
  | "writes"
  | "prefill"
  | "blocks"
  | "main"
  | "greeting";

export type SenderWord =
  | "queue"
  | "passes"
  | "counters"
  | "trace"
  | "main"
  | "order"
  | "level"
  | "blocks"
  | "mapped-ram"
  | "multifd-off"
  | "settings";

export interface ReceivedAnswer {
  type: "received";
  outcome: "accepted" | "rejected";
  text?: string;
  ram?: WireBytes[];
  pages?: WirePage[];
  counters?: ChannelCounters[];
  writes?: PageRef[];
  trace?: string[];
}

export type WireWord =
  | { kind: "flush" }
  | { kind: "zero"; ramblock: string; offset: number }
  | { kind: "page"; ramblock: string; offset: number; bytes: WireBytes }
  | { kind: "eos" };

export interface SentAnswer {
  type: "sent";
  outcome: "completed" | "refused";
  text?: string;
  writes?: (
    | { stream: "channel"; channel: number; data: WireBytes }
    | { stream: "main"; word: WireWord }
  )[];
  counters?: { normalPages: number; zeroPages: number; channels?: ChannelCounters[] };
  trace?: string[];
  file?: WireBytes;
}

export interface ErrorAnswer {
  type: "error";
  text: string;
}
