/** `inspect`: what a recorded channel says, packet by packet. */
import { once } from "node:events";
import { statSync } from "node:fs";
import process from "node:process";
import { type LayoutName, pageCountOf } from "../../protocol/layout.ts";
import { PAGE_SIZES } from "../../protocol/settings.ts";
import { hexOf } from "../../generators/wire/hex.ts";
import { packetLines } from "../../reports/hex-text.ts";
import type { PacketView } from "../../reports/model.ts";
import { type Paint, paintFor } from "../../reports/paint.ts";
import { channelBytes } from "../inspect/channel-bytes.ts";
import { COLUMNS, greetingLine, packetLine, packetObject } from "../inspect/channel-text.ts";
import {
  ChannelFault,
  type ChannelSettings,
  readChannel,
  type ReadGreeting,
  type ReadPacket,
} from "../inspect/read-channel.ts";
import { packetView } from "../packet-view.ts";
import { UsageError } from "../usage-error.ts";
import { choice, integer } from "./option-values.ts";

export interface InspectFlags {
  packet?: string;
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
      write: async (line) => {
        if (!stdout.write(line + "\n")) await once(stdout, "drain");
      },
      writeError: (line) => stderr.write(line + "\n"),
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
  const items = readChannel(channelBytes(file), settings);
  try {
    if (packet === undefined) await writeAll(items, json, output);
    else await writeOne(items, packet, settings, json, output);
    return 0;
  } catch (error) {
    if (!(error instanceof ChannelFault)) throw error;
    await output.writeError(`${file}: ${error.message}`);
    return 2;
  }
}

async function writeAll(items: ChannelItems, json: boolean, output: InspectOutput): Promise<void> {
  let channel = 0, packets = 0, normal = 0, zero = 0;
  for await (const item of items) {
    if (item.kind === "greeting") {
      channel = item.greeting.id;
      if (!json) await output.write(greetingLine(item.greeting) + "\n" + COLUMNS);
      continue;
    }
    packets++;
    normal += item.packet.normalPages;
    zero += item.packet.zeroPages;
    const text = json ? JSON.stringify(packetObject(channel, item)) : packetLine(channel, item);
    await output.write(text);
  }
  if (!json) await output.write(`${packets} packets: ${normal} normal pages, ${zero} zero pages`);
}

/** A damaged channel shows the packet as far as it is there. */
async function writeOne(
  items: ChannelItems,
  index: number,
  settings: ChannelSettings,
  json: boolean,
  { write, paint }: InspectOutput,
): Promise<void> {
  let channel = 0, packets = 0;
  const show = async (read: PacketPart) => {
    const view = viewOf(channel, read, settings);
    await write(json ? JSON.stringify(view) : packetLines(view, undefined, paint).join("\n"));
  };
  try {
    for await (const item of items) {
      if (item.kind === "greeting") channel = item.greeting.id;
      else if (item.index === index) await show(item);
      // The next packet shows that this one's payload is whole.
      else if (item.index > index) return;
      if (item.kind === "packet") packets++;
    }
  } catch (error) {
    if (!(error instanceof ChannelFault) || !error.packet) throw error;
    if (error.packet.index > index) return;
    if (error.packet.index === index && packets === index) await show(error.packet);
    throw error;
  }
  if (packets <= index) {
    throw new UsageError(`--packet ${index}: the channel has ${packets} packets`);
  }
}

type ChannelItems = AsyncIterable<ReadGreeting | ReadPacket>;
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
