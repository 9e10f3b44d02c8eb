/** From a failure to what a person is shown: the packets with their fields, what was expected, what came. */
import { concat } from "@std/bytes";
import type { ReceiverCase } from "../generators/case.ts";
import { caseToJson } from "../generators/case-json.ts";
import type { SenderJob } from "../generators/job.ts";
import { CaseEncoder, type WireItem } from "../generators/wire/encoder.ts";
import { type LayoutName, packetLength, pageCountOf } from "../protocol/layout.ts";
import { parsePacket } from "../protocol/packet.ts";
import { FLAG } from "../protocol/flags.ts";
import type { Counterexample, PacketSummary, PacketView } from "../reports/model.ts";
import type { SenderRun } from "./check.ts";
import { type Failure, pagesIn } from "./failure.ts";
import { firstDifference } from "./judge.ts";
import { expectedRam } from "./model.ts";
import { packetView } from "./packet-view.ts";
import type { Subject } from "./subject.ts";
import type { ReceiverObservation } from "./target.ts";

/** Packets shown with all their fields. */
const SHOWN = 8;
/** Packets on the time line. */
const LISTED = 1000;

/** A packet as it was on the wire. */
interface WirePacket {
  channel: number;
  /** Index on its channel. */
  packet: number;
  /** From the start of the channel. */
  byteOffset: number;
  /** Header, offsets and payload; may be cut. */
  bytes: Uint8Array;
}

/** The counterexample of a failure; `replay` is left to the caller, who knows where the case is saved. */
export function counterexampleOf(
  { group, layout }: Subject,
  failure: Failure,
): Omit<Counterexample, "replay"> {
  const { problem, seed, path, shrinks } = failure;
  const testCase = failure.testCase as ReceiverCase | SenderJob;
  const receiver = group.role === "receiver";
  const packets = receiver
    ? packetsOfCase(testCase as ReceiverCase)
    : packetsOfRun(failure.seen as SenderRun);
  const seen = receiver
    ? failure.seen as ReceiverObservation
    : (failure.seen as SenderRun).observation;
  const ram = receiver ? ramOf(testCase as ReceiverCase, failure.seen as ReceiverObservation) : [];
  const { pageSize } = testCase;
  return {
    seed,
    path,
    shrinks,
    pages: pagesIn(testCase),
    expected: problem.expected,
    observed: problem.observed,
    ...(seen.text !== undefined && { text: seen.text }),
    ...(seen.signal !== undefined && { signal: seen.signal }),
    ...(problem.at && { at: problem.at }),
    packets: around(packets, problem.at).map((p) => viewOf(p, pageSize, layout)),
    pageSize,
    blocks: testCase.blocks.map(({ name, usedLength }) => ({ name, usedLength })),
    ...(packets.length > SHOWN && {
      timeline: packets.slice(0, LISTED).map((p) => summaryOf(p, pageSize, layout)),
    }),
    ...(ram.length > 0 && { ram }),
    case: caseToJson(testCase),
  };
}

/** The packets of a case in the order of the source, SYNC packets too. */
function packetsOfCase(c: ReceiverCase): WirePacket[] {
  const encoder = new CaseEncoder(c);
  try {
    if (!c.steps.some((s) => s.kind === "greeting")) encoder.greetAll();
    for (const step of c.steps) encoder.add(step);
    return numbered(encoder.take());
  } finally {
    encoder.close();
  }
}

function numbered(items: WireItem[]): WirePacket[] {
  const channels = new Map<number, { packets: number; bytes: number }>();
  const packets: WirePacket[] = [];
  for (const item of items) {
    if (item.kind !== "greeting" && item.kind !== "packet") continue;
    const { channel, data } = item;
    const sent = channels.get(channel) ?? { packets: 0, bytes: 0 };
    channels.set(channel, sent);
    if (item.kind === "packet") {
      packets.push({ channel, packet: sent.packets++, byteOffset: sent.bytes, bytes: data });
    }
    sent.bytes += data.length;
  }
  return packets;
}

function packetsOfRun({ transcript }: SenderRun): WirePacket[] {
  return transcript.packets.map(({ channel, index, byteOffset, bytes, payload }) => ({
    channel,
    packet: index,
    byteOffset,
    bytes: concat([bytes, payload]),
  }));
}

/** The packet at fault and those before it, else the first ones. */
function around(packets: WirePacket[], at: Counterexample["at"]): WirePacket[] {
  const found = packets.findIndex((p) => p.channel === at?.channel && p.packet === at.packet);
  return found < SHOWN ? packets.slice(0, SHOWN) : packets.slice(found - SHOWN + 1, found + 1);
}

function viewOf(
  { channel, packet, byteOffset, bytes }: WirePacket,
  pageSize: number,
  layout: LayoutName,
): PacketView {
  const pageCount = pageCountOf(pageSize);
  const length = packetLength(pageCount);
  return packetView({
    channel,
    packet,
    byteOffset,
    bytes: bytes.subarray(0, length),
    layout,
    pageCount,
    payload: bytes.subarray(length),
  });
}

function summaryOf(
  { channel, packet, bytes }: WirePacket,
  pageSize: number,
  layout: LayoutName,
): PacketSummary {
  const pageCount = pageCountOf(pageSize);
  const length = packetLength(pageCount);
  const whole = new Uint8Array(length);
  whole.set(bytes.subarray(0, length));
  const { packetNum, flags, normalPages, zeroPages } = parsePacket(whole, {
    pageCount,
    layout,
  });
  return {
    channel,
    packet,
    packetNum: packetNum.toString(),
    sync: (flags & FLAG.SYNC) !== 0,
    normalPages,
    zeroPages,
    payload: Math.max(0, bytes.length - length),
  };
}

/** The first page that is not as it must be, where the target shows RAM. */
function ramOf(c: ReceiverCase, seen: ReceiverObservation): NonNullable<Counterexample["ram"]> {
  if (!seen.ram) return [];
  const different = firstDifference(expectedRam(c), seen.ram, c.pageSize);
  return different ? [different] : [];
}
