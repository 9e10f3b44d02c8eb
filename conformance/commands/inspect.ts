/** `inspect`: what a recorded channel says, or all channels of a capture of network traffic, packet by packet. */
import { statSync } from "node:fs";
import process from "node:process";
import { type LayoutName, pageCountOf } from "../../protocol/layout.ts";
import { PAGE_SIZES } from "../../protocol/settings.ts";
import { hexOf } from "../../generators/wire/hex.ts";
import { packetLines } from "../../reports/hex-text.ts";
import type { PacketView } from "../../reports/model.ts";
import { type Paint, paintFor } from "../../reports/paint.ts";
import { CaptureFault, isCapture } from "../inspect/capture-frames.ts";
import { channelBytes, growingBytes, withHead } from "../inspect/channel-bytes.ts";
import { COLUMNS, greetingLine, packetLine, packetObject } from "../inspect/channel-text.ts";
import { type CaptureItem, readCapture } from "../inspect/read-capture.ts";
import {
  ChannelFault,
  type ChannelSettings,
  readChannel,
  type ReadPacket,
} from "../inspect/read-channel.ts";
import { writeWhole } from "../inspect/write-whole.ts";
import { packetView } from "../packet-view.ts";
import { UsageError } from "../usage-error.ts";
import { choice, integer } from "./option-values.ts";

export interface InspectFlags {
  packet?: string;
  channel?: string;
  follow?: boolean;
  pageSize: string;
  layout: string;
  json?: boolean;
}

/** Where lines go. */
export interface InspectOutput {
  write(line: string): unknown;
  writeError(line: string): unknown;
  paint: Paint;
}

/** 0; 2 when the channel is damaged. */
export async function inspectCommand(file: string, flags: InspectFlags): Promise<number> {
  const { stdout, stderr } = process;
  try {
    return await inspect(file, flags, {
      write: (line) => writeWhole(stdout.fd, line + "\n"),
      writeError: (line) => writeWhole(stderr.fd, line + "\n"),
      paint: paintFor(stdout),
    });
  } catch (error) {
    // Whoever reads the lines has seen enough.
    if ((error as { code?: string }).code === "EPIPE") return 0;
    throw error;
  }
}

/**
 * The lines of a channel or of one of its packets; on damage what could be read, then where and why on `writeError`.
 *
 * @throws {UsageError} An option or the file is not what it should be.
 */
export async function inspect(
  file: string,
  flags: InspectFlags,
  output: InspectOutput,
): Promise<number> {
  const settings = settingsOf(flags);
  const json = flags.json === true;
  const packet = flags.packet === undefined
    ? undefined
    : integer("--packet", flags.packet, 0, Number.MAX_SAFE_INTEGER);
  if (file !== "-") checkFile(file);
  const channel = flags.channel === undefined
    ? undefined
    : integer("--channel", flags.channel, 0, 255);
  const stop = flags.follow ? onInterrupt(file) : undefined;
  try {
    const bytes = stop ? growingBytes(file, stop.signal) : channelBytes(file);
    const { head, all } = await withHead(await bytes, 4);
    const capture = isCapture(head);
    if (!capture && channel !== undefined && channel > 0) {
      throw new UsageError(
        `--channel ${channel}: ${file} is no capture, its bytes are one channel's`,
      );
    }
    if (capture && packet !== undefined && channel === undefined) {
      throw new UsageError(`--packet ${packet}: ${file} holds several channels: add --channel`);
    }
    const every = capture ? readCapture(all, settings) : oneChannel(all, settings);
    const items = channel === undefined ? every : ofChannel(every, channel);
    const found = packet === undefined
      ? await writeAll(items, json, output)
      : await writeOne(items, packet, settings, json, output);
    if (found.faults.length === 0 && found.channels === 0) {
      const which = channel === undefined ? "no multifd channel" : `no channel ${channel}`;
      throw new CaptureFault(0, `${which}: no TCP stream in it begins with such a greeting`);
    }
    for (const fault of found.faults) await output.writeError(`${file}: ${fault}`);
    return found.faults.length > 0 ? 2 : 0;
  } catch (error) {
    if (!(error instanceof ChannelFault || error instanceof CaptureFault)) throw error;
    // Whoever stops following stops in the middle of something.
    if (stop?.signal.aborted) return 0;
    await output.writeError(`${file}: ${error.message}`);
    return 2;
  } finally {
    stop?.dispose();
  }
}

type Items = AsyncIterable<CaptureItem>;

/** What was seen of the channels, and what is wrong with one of a capture. */
interface Found {
  channels: number;
  faults: string[];
}

async function* oneChannel(
  chunks: AsyncIterable<Uint8Array>,
  settings: ChannelSettings,
): AsyncGenerator<CaptureItem> {
  let channel = 0;
  for await (const item of readChannel(chunks, settings)) {
    if (item.kind === "greeting") channel = item.greeting.id;
    yield { ...item, channel };
  }
}

async function* ofChannel(items: Items, channel: number): Items {
  for await (const item of items) if (item.channel === channel) yield item;
}

async function writeAll(items: Items, json: boolean, { write }: InspectOutput): Promise<Found> {
  const found: Found = { channels: 0, faults: [] };
  let packets = 0, normal = 0, zero = 0;
  for await (const item of items) {
    if (item.kind === "fault") {
      found.faults.push(`channel ${item.channel}: ${item.fault.message}`);
    } else if (item.kind === "greeting") {
      const line = greetingLine(item.greeting);
      if (!json) await write(found.channels === 0 ? `${line}\n${COLUMNS}` : line);
      found.channels++;
    } else {
      packets++;
      normal += item.packet.normalPages;
      zero += item.packet.zeroPages;
      const { channel } = item;
      await write(json ? JSON.stringify(packetObject(channel, item)) : packetLine(channel, item));
    }
  }
  if (!json) await write(`${packets} packets: ${normal} normal pages, ${zero} zero pages`);
  return found;
}

/** A damaged channel shows the packet as far as it is there. */
async function writeOne(
  items: Items,
  index: number,
  settings: ChannelSettings,
  json: boolean,
  { write, paint }: InspectOutput,
): Promise<Found> {
  const found: Found = { channels: 0, faults: [] };
  let channel = 0, packets = 0;
  const show = async (read: PacketPart) => {
    const view = viewOf(channel, read, settings);
    await write(json ? JSON.stringify(view) : packetLines(view, undefined, paint).join("\n"));
  };
  const showDamaged = async ({ packet }: ChannelFault) => {
    if (packet?.index === index && packets === index) await show(packet);
    return packet !== undefined && packet.index > index;
  };
  try {
    for await (const item of items) {
      channel = item.channel;
      if (item.kind === "greeting") found.channels++;
      else if (item.kind === "fault") {
        if (await showDamaged(item.fault)) return found;
        found.faults.push(`channel ${channel}: ${item.fault.message}`);
        return found;
      } else {
        if (item.index === index) await show(item);
        // The next packet shows that this one's payload is whole.
        if (item.index > index) return found;
        packets++;
      }
    }
  } catch (error) {
    if (!(error instanceof ChannelFault) || !error.packet) throw error;
    if (await showDamaged(error)) return found;
    throw error;
  }
  if (found.channels > 0 && packets <= index) {
    throw new UsageError(`--packet ${index}: the channel has ${packets} packets`);
  }
  return found;
}

/** Ctrl-C ends the following, not the program. */
function onInterrupt(file: string): { signal: AbortSignal; dispose(): void } {
  if (file === "-") throw new UsageError("--follow: standard input is followed as it is");
  const stop = new AbortController();
  const handler = () => stop.abort();
  process.on("SIGINT", handler);
  return { signal: stop.signal, dispose: () => void process.off("SIGINT", handler) };
}

type PacketPart = Pick<ReadPacket, "index" | "byteOffset" | "bytes"> & Partial<ReadPacket>;

function viewOf(
  channel: number,
  { index, byteOffset, bytes, payload }: PacketPart,
  { pageSize, layout }: ChannelSettings,
): PacketView {
  const pageCount = pageCountOf(pageSize);
  const view = packetView({ channel, packet: index, byteOffset, bytes, layout, pageCount });
  if (!payload || payload.length === 0) return view;
  return { ...view, payload: { length: payload.length, hex: hexOf(payload.head) } };
}

function settingsOf(flags: InspectFlags): ChannelSettings {
  const { min, max } = PAGE_SIZES;
  const pageSize = integer("--page-size", flags.pageSize, min, max);
  if (!Number.isInteger(Math.log2(pageSize))) {
    throw new UsageError(`--page-size ${pageSize}: expected a power of two`);
  }
  const layout = choice<LayoutName>("--layout", flags.layout, ["patch", "before-patch"]);
  return { pageSize, layout };
}

function checkFile(file: string): void {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (!stat) throw new UsageError(`${file}: no such file`);
  if (stat.isDirectory()) {
    throw new UsageError(`${file}: a folder; expected one channel of it, such as channel-0.bin.gz`);
  }
}
