import { blockNameText } from "../../protocol/block-name.ts";
import { FLAG } from "../../protocol/flags.ts";
import { parseGreeting } from "../../protocol/greeting.ts";
import { GREETING_LENGTH, MAGIC, packetLength, pageCountOf } from "../../protocol/layout.ts";
import { createDecompressor, type Decompressor } from "../../protocol/method.ts";
import { parsePacket } from "../../protocol/packet.ts";
import type { SentChannel, SentPacket, TranscriptSettings } from "./model.ts";

/**
 * Reads a channel up to the first byte that makes no sense.
 *
 * @param positionAt Which write brought the byte before an offset.
 */
export function readChannel(
  channel: number,
  bytes: Uint8Array,
  settings: TranscriptSettings,
  positionAt: (end: number) => number,
): SentChannel {
  const read: SentChannel = { channel, length: bytes.length, packets: [] };
  const decompressor = createDecompressor(settings.method);
  try {
    readAll(read, bytes, settings, positionAt, decompressor);
  } finally {
    decompressor.close();
  }
  return read;
}

function readAll(
  read: SentChannel,
  bytes: Uint8Array,
  settings: TranscriptSettings,
  positionAt: (end: number) => number,
  decompressor: Decompressor,
): void {
  const length = packetLength(pageCountOf(settings.pageSize));
  if (bytes.length === 0) return;
  if (bytes.length < GREETING_LENGTH) {
    read.fault = cut(0, "greeting", bytes.length, GREETING_LENGTH);
    return;
  }
  read.greeting = parseGreeting(bytes);
  let epoch = 0;
  for (let at = GREETING_LENGTH; at < bytes.length && !read.fault;) {
    const left = bytes.length - at;
    if (left < length) {
      read.fault = cut(at, "packet", left, length);
      return;
    }
    const sent = readPacket(bytes.subarray(at, at + length), settings);
    const { packet } = sent;
    const index = read.packets.length;
    const size = payloadLength(sent, settings);
    sent.payload = bytes.subarray(at + length, at + length + size);
    const position = positionAt(at + length + sent.payload.length);
    read.packets.push({ channel: read.channel, index, byteOffset: at, epoch, position, ...sent });
    if (packet.magic !== MAGIC) {
      read.fault = { byteOffset: at, message: `magic is ${hex(packet.magic)}: no packet` };
    } else if (packet.normalPages > packet.offsets.length) {
      read.fault = {
        byteOffset: at + 16,
        message: `normal_pages is ${packet.normalPages}, a packet holds ${packet.offsets.length}`,
      };
    } else if (sent.payload.length < size) {
      read.fault = cut(at + length, "payload", sent.payload.length, size);
    } else if (packet.normalPages > 0) {
      readPages(read.packets[index], settings, decompressor);
    }
    if (sent.sync) epoch++;
    at += length + size;
  }
}

type Unplaced = Omit<SentPacket, "channel" | "index" | "byteOffset" | "epoch" | "position">;

function readPacket(bytes: Uint8Array, { pageSize, layout }: TranscriptSettings): Unplaced {
  const packet = parsePacket(bytes, { pageCount: pageCountOf(pageSize), layout });
  const { flags, normalPages, zeroPages, ramblock, offsets } = packet;
  return {
    bytes,
    packet,
    sync: (flags & FLAG.SYNC) !== 0,
    ramblock: blockNameText(ramblock),
    normal: offsets.subarray(0, normalPages),
    zero: offsets.subarray(normalPages, normalPages + zeroPages),
    payload: NOTHING,
  };
}

/** What a receiver would read: without compression next_packet_size says nothing new. */
function payloadLength({ packet, normal }: Unplaced, settings: TranscriptSettings): number {
  if (packet.normalPages === 0) return 0;
  return settings.method === "none" ? normal.length * settings.pageSize : packet.nextPacketSize;
}

function readPages(
  sent: SentPacket,
  { method, pageSize }: TranscriptSettings,
  decompressor: Decompressor,
): void {
  const count = sent.normal.length;
  // At most 512 KiB: the counts have been held against page_count.
  const data = method === "none" ? sent.payload : new Uint8Array(count * pageSize);
  const pages = Array.from(
    { length: count },
    (_, i) => data.subarray(i * pageSize, (i + 1) * pageSize),
  );
  try {
    if (method !== "none") decompressor.decompress(sent.payload, pages);
    sent.pages = pages;
  } catch (error) {
    sent.payloadError = error as Error;
  }
}

function cut(byteOffset: number, what: string, found: number, length: number) {
  return { byteOffset, message: `the stream ends in a ${what}: ${found} bytes of ${length}` };
}

function hex(value: number): string {
  return "0x" + value.toString(16).padStart(8, "0");
}

const NOTHING = new Uint8Array(0);
