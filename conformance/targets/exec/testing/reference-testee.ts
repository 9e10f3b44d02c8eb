/**
 * The reference behind the testee protocol: a program for `exec:`, and the smallest example of one. With `--files` it
 * takes and gives large payloads as files.
 */
import process from "node:process";
import { createInterface } from "node:readline";
import type { RamBlock } from "../../../../protocol/ram.ts";
import type { ReceiverSession, SenderSession, SenderWrite, WireEvent } from "../../../target.ts";
import { Payloads } from "../../../testee/bytes.ts";
import type {
  HelloAnswer,
  ReceivedAnswer,
  ReceiveRequest,
  ReceiverWord,
  Request,
  SenderWord,
  SendRequest,
  SentAnswer,
  WireBlock,
} from "../../../testee/messages.ts";
import { openReferenceTarget } from "../../reference.ts";

const { receiver, sender } = openReferenceTarget();
const files = process.argv.includes("--files");
let payloads: Payloads;

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request & { id: number };
  if (request.type === "bye") break;
  const answer = await answerTo(request);
  process.stdout.write(JSON.stringify({ id: request.id, ...answer }) + "\n");
}

async function answerTo(
  request: Exclude<Request, { type: "bye" }>,
): Promise<HelloAnswer | ReceivedAnswer | SentAnswer> {
  switch (request.type) {
    case "hello":
      payloads = new Payloads(request.folder, "reference");
      payloads.files = files;
      return hello();
    case "receive":
      return await receive(request);
    case "send":
      return await send(request);
  }
}

function hello(): HelloAnswer {
  const roleOf = (
    { methods, pageSizes, maxChannels, layout }:
      | NonNullable<typeof receiver>["offer"]
      | NonNullable<typeof sender>["offer"],
  ) => ({
    methods: [...methods],
    pageSizes: [...pageSizes],
    maxChannels,
    layout,
  });
  return {
    type: "hello",
    protocol: 1,
    name: "reference-testee",
    version: "1",
    files,
    receiver: { ...roleOf(receiver!.offer), shows: [...receiver!.offer.shows] as ReceiverWord[] },
    sender: {
      ...roleOf(sender!.offer),
      shows: [...sender!.offer.shows] as SenderWord[],
      detections: [...sender!.offer.detections],
    },
  };
}

async function receive({ blocks, events, ...settings }: ReceiveRequest): Promise<ReceivedAnswer> {
  const session: ReceiverSession = {
    ...settings,
    blocks: blocks.map(blockOf),
    events: events.map((event): WireEvent => {
      if (event.kind === "bytes") return { ...event, data: payloads.take(event.data, "data") };
      return event.kind === "zero" ? { ...event, offset: BigInt(event.offset) } : event;
    }),
  };
  const { outcome, ram, ...seen } = await receiver!.receive(session);
  if (outcome === "crashed" || outcome === "hung") throw new Error(seen.text);
  return { type: "received", outcome, ...seen, ram: ram!.map(({ bytes }) => payloads.put(bytes)) };
}

async function send({ blocks, passes, ...settings }: SendRequest): Promise<SentAnswer> {
  const session: SenderSession = {
    ...settings,
    blocks: blocks.map(blockOf),
    passes: passes.map(({ writes, queue }) => ({
      queue,
      writes: writes.map((page) => ({ ...page, bytes: payloads.take(page.bytes, "bytes") })),
    })),
  };
  const { outcome, writes, file, ...seen } = await sender!.send(session);
  if (outcome === "crashed" || outcome === "hung") throw new Error(seen.text);
  return {
    type: "sent",
    outcome,
    ...seen,
    writes: writes.map(writeOf),
    ...(file && { file: payloads.put(file) }),
  };
}

function blockOf({ name, usedLength, bytes }: WireBlock): RamBlock {
  return {
    name,
    usedLength,
    bytes: bytes === undefined ? new Uint8Array(usedLength) : payloads.take(bytes, "bytes"),
  };
}

function writeOf(write: SenderWrite): NonNullable<SentAnswer["writes"]>[number] {
  if (write.stream === "channel") return { ...write, data: payloads.put(write.data) };
  const { word } = write;
  switch (word.kind) {
    case "flush":
    case "eos":
      return { stream: "main", word: { kind: word.kind } };
    case "zero":
      return {
        stream: "main",
        word: { kind: "zero", ramblock: word.ramblock, offset: Number(word.offset) },
      };
    case "page":
      return {
        stream: "main",
        word: { ...word, offset: Number(word.offset), bytes: payloads.put(word.bytes) },
      };
  }
}
