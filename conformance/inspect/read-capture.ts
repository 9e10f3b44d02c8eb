/** The channels in a capture of a migration's network traffic, all at once, in the order in which their bytes came. */
import { MAGIC } from "../../protocol/layout.ts";
import { captureFrames } from "./capture-frames.ts";
import { HandOff } from "./hand-off.ts";
import {
  ChannelFault,
  type ChannelSettings,
  readChannel,
  type ReadGreeting,
  type ReadPacket,
} from "./read-channel.ts";
import { type Segment, tcpSegment } from "./tcp-segment.ts";
import { TcpStream } from "./tcp-stream.ts";

/** An item of one of the channels; a fault ends its channel alone. */
export type CaptureItem =
  | ReadGreeting & { channel: number }
  | ReadPacket & { channel: number }
  | { kind: "fault"; channel: number; fault: ChannelFault };

/**
 * A TCP stream is a channel when it begins with a greeting's magic.
 *
 * @throws {CaptureFault} The file makes no sense; what was read before has been given.
 */
export async function* readCapture(
  chunks: AsyncIterable<Uint8Array>,
  settings: ChannelSettings,
): AsyncGenerator<CaptureItem> {
  const streams = new Map<string, Channel>();
  let failure: unknown;
  try {
    for await (const frame of captureFrames(chunks)) {
      const segment = tcpSegment(frame);
      if (!segment) continue;
      let channel = streams.get(segment.stream);
      if (!channel || segment.syn) {
        if (channel) yield* channel.end();
        streams.set(segment.stream, channel = new Channel(settings));
      }
      yield* channel.add(segment);
    }
  } catch (error) {
    failure = error;
  }
  for (const channel of streams.values()) yield* channel.end();
  if (failure) throw failure;
}

class Channel {
  readonly #tcp = new TcpStream();
  readonly #chunks = new HandOff();
  readonly #settings: ChannelSettings;
  #reader: AsyncGenerator<ReadGreeting | ReadPacket> | undefined;
  #pending: Promise<Step> | undefined;
  #id = 0;
  #state: "new" | "open" | "done" = "new";

  constructor(settings: ChannelSettings) {
    this.#settings = settings;
  }

  /** The items that end in what comes with this segment. */
  async *add(segment: Segment): AsyncGenerator<CaptureItem> {
    if (this.#state === "done") return;
    for (const bytes of this.#tcp.add(segment)) yield* this.#feed(bytes);
    if (this.#tcp.isLost) yield* this.end();
  }

  async *#feed(bytes: Uint8Array): AsyncGenerator<CaptureItem> {
    if (this.#state === "new") this.#state = beginsWithMagic(bytes) ? "open" : "done";
    if (this.#state === "done") return;
    this.#reader ??= readChannel(this.#chunks, this.#settings);
    this.#pending ??= step(this.#reader);
    await this.#chunks.wanted;
    this.#chunks.give(bytes);
    yield* this.#drain();
  }

  async *end(): AsyncGenerator<CaptureItem> {
    if (this.#state !== "open") return;
    const { stranded, at } = this.#tcp;
    if (stranded > 0) {
      const reason = `bytes are missing from the capture, ${stranded} behind them are there`;
      this.#state = "done";
      yield { kind: "fault", channel: this.#id, fault: new ChannelFault(at, reason) };
      return;
    }
    this.#chunks.end();
    yield* this.#drain();
  }

  /** Until the reader wants more bytes, or is at its end. */
  async *#drain(): AsyncGenerator<CaptureItem> {
    for (;;) {
      const found = await Promise.race([this.#pending!, this.#chunks.wanted]);
      if (!found) return;
      if (found.fault) yield { kind: "fault", channel: this.#id, fault: found.fault };
      if (!found.item) {
        this.#state = "done";
        return;
      }
      if (found.item.kind === "greeting") this.#id = found.item.greeting.id;
      yield { ...found.item, channel: this.#id };
      this.#pending = step(this.#reader!);
    }
  }
}

interface Step {
  item?: ReadGreeting | ReadPacket;
  fault?: ChannelFault;
}

async function step(reader: AsyncGenerator<ReadGreeting | ReadPacket>): Promise<Step> {
  try {
    const { value, done } = await reader.next();
    return done ? {} : { item: value };
  } catch (error) {
    if (!(error instanceof ChannelFault)) throw error;
    return { fault: error };
  }
}

/** Senders write a greeting at once; it is not cut into several segments before its fifth byte. */
function beginsWithMagic(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === MAGIC;
}
