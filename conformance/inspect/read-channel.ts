/** Reads a recorded channel as it comes: a greeting, then packets, up to the first byte that makes no sense. */
import { FLAG } from "../../protocol/flags.ts";
import { type Greeting, parseGreeting } from "../../protocol/greeting.ts";
import {
  GREETING_LENGTH,
  type LayoutName,
  MAGIC,
  packetLength,
  pageCountOf,
} from "../../protocol/layout.ts";
import { FILE_MAGIC } from "../../protocol/main-channel/format.ts";
import { type Packet, parsePacket } from "../../protocol/packet.ts";
import { ByteSource } from "./byte-source.ts";

/** First bytes of a payload that are kept. */
const PAYLOAD_KEPT = 64;
/** Any of them set means that the payload is compressed. */
const METHODS = FLAG.ZLIB | FLAG.ZSTD | FLAG.QPL | FLAG.UADK | FLAG.QATZIP;

export interface ChannelSettings {
  /** Bytes. */
  pageSize: number;
  layout: LayoutName;
}

export interface ReadGreeting {
  kind: "greeting";
  greeting: Greeting;
}

export interface ReadPacket {
  kind: "packet";
  /** On its channel. */
  index: number;
  /** From the start of the channel. */
  byteOffset: number;
  /** Header and offsets. */
  bytes: Uint8Array;
  packet: Packet;
  /** Bytes that a receiver would read behind it, and the first of them. */
  payload: { length: number; head: Uint8Array };
}

/** Where a channel cannot be read any further, and why. */
export class ChannelFault extends Error {
  override readonly name = "ChannelFault";
  /** From the start of the channel. */
  readonly byteOffset: number;
  /** Where the packet at fault begins, and what there is of it; absent in the greeting. */
  readonly packet?: Pick<ReadPacket, "index" | "byteOffset" | "bytes">;

  constructor(byteOffset: number, reason: string, packet?: ChannelFault["packet"]) {
    super(`byte ${byteOffset}: ${reason}`);
    this.byteOffset = byteOffset;
    this.packet = packet;
  }
}

/**
 * The items of a channel. A packet comes before its payload is read; nothing else is kept, whatever sizes are claimed.
 *
 * @throws {ChannelFault} Also when `chunks` fails.
 */
export async function* readChannel(
  chunks: AsyncIterable<Uint8Array>,
  { pageSize, layout }: ChannelSettings,
): AsyncGenerator<ReadGreeting | ReadPacket> {
  const source = new ByteSource(chunks);
  try {
    yield { kind: "greeting", greeting: await readGreeting(source) };
    const pageCount = pageCountOf(pageSize);
    const length = packetLength(pageCount);
    for (let index = 0;; index++) {
      const byteOffset = source.at;
      const bytes = await source.read(length);
      if (bytes.length === 0 && !source.failure) return;
      const place = { index, byteOffset, bytes };
      const wrong = wrongField(bytes, pageCount);
      if (wrong) throw new ChannelFault(byteOffset + wrong.at, wrong.reason, place);
      if (bytes.length < length) {
        throw new ChannelFault(source.at, source.whyShort("packet", bytes.length, length), place);
      }
      const packet = parsePacket(bytes, { pageCount, layout });
      const size = payloadLength(packet, pageSize);
      const head = await source.read(Math.min(size, PAYLOAD_KEPT));
      yield { kind: "packet", ...place, packet, payload: { length: size, head } };
      const read = head.length + await source.skip(size - head.length);
      if (read < size) {
        throw new ChannelFault(source.at, source.whyShort("payload", read, size), place);
      }
    }
  } finally {
    await source.close();
  }
}

async function readGreeting(source: ByteSource): Promise<Greeting> {
  const bytes = await source.read(GREETING_LENGTH);
  const magic = wordAt(bytes, 0);
  if (magic === FILE_MAGIC) {
    throw new ChannelFault(0, "a main channel (QEVM); expected a multifd channel and its greeting");
  }
  if (magic !== undefined && magic !== MAGIC) {
    throw new ChannelFault(0, `magic is ${hex(magic)}; a channel's greeting has ${hex(MAGIC)}`);
  }
  if (bytes.length < GREETING_LENGTH) {
    const why = source.whyShort("greeting", bytes.length, GREETING_LENGTH);
    throw new ChannelFault(bytes.length, why);
  }
  return parseGreeting(bytes);
}

/** The field, as far as it is there, that makes it senseless to read on. */
function wrongField(
  bytes: Uint8Array,
  pageCount: number,
): { at: number; reason: string } | undefined {
  const magic = wordAt(bytes, 0);
  if (magic !== undefined && magic !== MAGIC) {
    return { at: 0, reason: `magic is ${hex(magic)}; a packet has ${hex(MAGIC)}` };
  }
  const flags = wordAt(bytes, 8) ?? 0;
  if (flags & FLAG.DEVICE_STATE) {
    return { at: 8, reason: "a device-state packet (flag 0x40): its layout is another one" };
  }
  const normalPages = wordAt(bytes, 16) ?? 0;
  if (normalPages > pageCount) {
    return { at: 16, reason: `normal_pages is ${normalPages}; a packet holds ${pageCount}` };
  }
}

/** Without a method next_packet_size says nothing new, and receivers ignore it. */
function payloadLength({ flags, normalPages, nextPacketSize }: Packet, pageSize: number): number {
  if (normalPages === 0) return 0;
  return flags & METHODS ? nextPacketSize : normalPages * pageSize;
}

/** Undefined where it is not there as a whole. */
function wordAt(bytes: Uint8Array, at: number): number | undefined {
  if (bytes.length < at + 4) return undefined;
  return new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(0);
}

function hex(word: number): string {
  return "0x" + word.toString(16).padStart(8, "0");
}
