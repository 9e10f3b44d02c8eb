import { blockNameText } from "../../protocol/block-name.ts";
import { FLAG } from "../../protocol/flags.ts";
import { parseGreeting } from "../../protocol/greeting.ts";
import { GREETING_LENGTH, MAGIC, packetLength, pageCountOf } from "../../protocol/layout.ts";
import { createDecompressor, type Decompressor } from "../../protocol/method.ts";
import { parsePacket } from "../../protocol/packet.ts";
import type { SentChannel, SentPacket, TranscriptSettings } from "./model.ts";
import type { PieceReader } from "./piece-reader.ts";

/** Reads a channel up to the first byte that makes no sense. */
export function readChannel(
  channel: number,
  reader: PieceReader,
  settings: TranscriptSettings,
): SentChannel {
  const read: SentChannel = { channel, length: reader.length, packets: [] };
  const decompressor = createDecompressor(settings.method);
  try {
    readAll(read, reader, settings, decompressor);
  } finally {
    decompressor.close();
  }
  return read;
}

function readAll(
  read: SentChannel,
  reader: PieceReader,
  settings: TranscriptSettings,
  decompressor: Decompressor,
): void {
  const length = packetLength(pageCountOf(settings.pageSize));
  if (reader.length === 0) return;
  if (reader.length < GREETING_LENGTH) {
    read.fault = cut(0, "greeting", reader.length, GREETING_LENGTH);
    return;
  }
  read.greeting = parseGreeting(reader.take(GREETING_LENGTH));
  let epoch = 0;
  while (reader.left > 0 && !read.fault) {
    const { at, left } = reader;
    if (left < length) {
      read.fault = cut(at, "packet", left, length);
      return;
    }
    const sent = readPacket(reader.take(length), settings);
    const { packet } = sent;
    const index = read.packets.length;
    const size = payloadLength(sent, settings);
    if (size > 0) sent.payload = reader.take(size);
    const { position } = reader;
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
  const pages: Uint8Array[] = [];
  for (let i = 0; i < count; i++) pages.push(data.subarray(i * pageSize, (i + 1) * pageSize));
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
