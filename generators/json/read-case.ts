import type {
  Breaks,
  Delivery,
  FieldOverrides,
  GreetingSpec,
  PacketSpec,
  ReceiverCase,
  Segmentation,
  Step,
} from "../case.ts";
import { checkSteps } from "./check-pages.ts";
import { readAnyName, readBlocks, readFill, readSetting } from "./read-common.ts";
import { readPayloadFault } from "./read-payload-fault.ts";
import { optional, type Reader } from "./reader.ts";

export function readReceiverCase(json: Reader): ReceiverCase {
  const fields = json.fields([
    "pageSize",
    "channels",
    "method",
    "level",
    "blocks",
    "steps",
    "segmentation",
    "delivery",
    "classes",
  ], ["breaks"]);
  const setting = readSetting(fields);
  const steps = fields.steps.list((step) => readStep(step, setting.channels, setting.pageSize));
  const c: ReceiverCase = {
    ...setting,
    blocks: readBlocks(fields.blocks, setting.pageSize),
    steps,
    segmentation: readSegmentation(fields.segmentation),
    delivery: readDelivery(fields.delivery, setting.channels),
    ...optional("breaks", fields.breaks, (breaks) => readBreaks(breaks, steps.length)),
    classes: fields.classes.list((name) => name.string()),
  };
  checkSteps(steps.slice(0, c.breaks?.step), c.blocks, c.pageSize);
  return c;
}

function readStep(step: Reader, channels: number, pageSize: number): Step {
  const kind = step.kind(["greeting", "packet", "sync", "barrier", "zero", "eof"]);
  const channelOf = (channel: Reader) => channel.integer(0, channels - 1);
  switch (kind) {
    case "greeting": {
      const { channel, greeting, cut } = step.fields(["kind", "channel", "greeting"], ["cut"]);
      return {
        kind,
        channel: channelOf(channel),
        greeting: readGreeting(greeting),
        ...optional("cut", cut, (c) => c.integer(0, 64)),
      };
    }
    case "packet": {
      const { channel, packet, cut } = step.fields(["kind", "channel", "packet"], ["cut"]);
      return {
        kind,
        channel: channelOf(channel),
        packet: readPacket(packet, pageSize),
        ...optional("cut", cut, (c) => c.u32()),
      };
    }
    case "sync": {
      const { full } = step.fields(["kind"], ["full"]);
      return { kind, ...optional("full", full, (f) => f.boolean()) };
    }
    case "barrier":
      step.fields(["kind"]);
      return { kind };
    case "zero": {
      const { ramblock, offset } = step.fields(["kind", "ramblock", "offset"]);
      return { kind, ramblock: readAnyName(ramblock), offset: offset.u64() };
    }
    case "eof":
      return { kind, channel: channelOf(step.fields(["kind", "channel"]).channel) };
  }
}

function readGreeting(greeting: Reader): GreetingSpec {
  const { magic, version, uuid, id, reserved } = greeting.fields(
    [],
    ["magic", "version", "uuid", "id", "reserved"],
  );
  return {
    ...optional("magic", magic, (f) => f.u32()),
    ...optional("version", version, (f) => f.u32()),
    ...optional("uuid", uuid, (f) => f.hex(16)),
    ...optional("id", id, (f) => f.integer(0, 255)),
    ...optional("reserved", reserved, (f) => f.hex(39)),
  };
}

function readPacket(packet: Reader, pageSize: number): PacketSpec {
  const { ramblock, packetNum, sync, normal, zero, stale, fields, payload } = packet.fields(
    ["ramblock", "packetNum", "normal", "zero"],
    ["sync", "stale", "fields", "payload"],
  );
  return {
    ramblock: readAnyName(ramblock),
    packetNum: packetNum.u64(),
    ...optional("sync", sync, (f) => f.boolean()),
    normal: normal.list((page) => {
      const { offset, fill } = page.fields(["offset", "fill"]);
      return { offset: offset.u64(), fill: readFill(fill, pageSize) };
    }),
    zero: zero.list((offset) => offset.u64()),
    ...optional("stale", stale, (f) => f.list((offset) => offset.u64())),
    ...optional("fields", fields, readOverrides),
    ...optional("payload", payload, readPayloadFault),
  };
}

const WORDS = [
  "magic",
  "version",
  "flags",
  "pagesAlloc",
  "normalPages",
  "zeroPages",
  "nextPacketSize",
] as const;

function readOverrides(json: Reader): FieldOverrides {
  const fields = json.fields([], [...WORDS, "reserved", "ramblock"]);
  const overrides: FieldOverrides = {};
  for (const word of WORDS) if (fields[word]) overrides[word] = fields[word].u32();
  if (fields.reserved) overrides.reserved = fields.reserved.hex(28);
  if (fields.ramblock) overrides.ramblock = fields.ramblock.hex(256);
  return overrides;
}

function readSegmentation(how: Reader): Segmentation {
  const kind = how.kind(["whole", "bytes", "fields", "random"]);
  if (kind !== "random") {
    how.fields(["kind"]);
    return { kind };
  }
  const { seed, max } = how.fields(["kind", "seed", "max"]);
  return { kind, seed: seed.u32(), max: max.integer(1, 2 ** 31) };
}

function readDelivery(how: Reader, channels: number): Delivery {
  const kind = how.kind(["in-order", "hold", "shuffled", "listed"]);
  switch (kind) {
    case "in-order":
      how.fields(["kind"]);
      return { kind };
    case "hold":
      return { kind, channel: how.fields(["kind", "channel"]).channel.integer(0, channels - 1) };
    case "shuffled":
      return { kind, seed: how.fields(["kind", "seed"]).seed.u32() };
    case "listed": {
      const { streams } = how.fields(["kind", "streams"]);
      return { kind, streams: streams.list((s) => s.integer(0, channels)) };
    }
  }
}

function readBreaks(breaks: Reader, steps: number): Breaks {
  const { requirement, step, field } = breaks.fields(["requirement", "step", "field"]);
  return {
    requirement: requirement.string(),
    step: step.integer(0, steps - 1),
    field: field.string(),
  };
}
