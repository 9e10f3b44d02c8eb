/** LAY-01 to LAY-08: how a sender lays out packets and greetings. */
import {
  type Field,
  HEADER_LENGTH,
  MAGIC,
  packetLayout,
  pageCountOf,
  VERSION,
} from "../../../protocol/layout.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { lastOnly } from "../../last-only.ts";
import type { SentPacket } from "../../transcript.ts";
import { eachPacket, hasPages, hex, senderCheck, somePacket, wrongField } from "./define.ts";
import { contentOf, factsOf, isZero, samePage } from "./facts.ts";

export const LAYOUT_CHECKS: readonly SenderCheck[] = [
  senderCheck({
    id: "LAY-01",
    title:
      "Read at the offsets of the table and as big-endian, every field has a value that it can have.",
    concerns: somePacket(() => true),
    judge: eachPacket(judgeFields),
  }),
  senderCheck({
    id: "LAY-02",
    title:
      "Behind a packet's 320 + 8 × page_count bytes and its payload the next packet begins, or the channel ends.",
    concerns: somePacket(() => true),
    judge({ transcript }) {
      const broken = transcript.channels.find((c) => c.fault && c.packets.length > 0);
      if (!broken) return undefined;
      const { channel, fault, packets } = broken;
      return {
        expected: "packet upon packet to the channel's end",
        observed: `channel ${channel}, byte ${fault!.byteOffset}: ${fault!.message}`,
        at: { channel, packet: packets.length - 1, field: "packet" },
      };
    },
  }),
  senderCheck({
    id: "LAY-03",
    title: "Reserved bytes of packets and greetings are zero.",
    concerns: ({ transcript }) => transcript.channels.some((c) => c.greeting),
    judge(run) {
      for (const { channel, greeting } of run.transcript.channels) {
        if (greeting && !isZero(greeting.reserved)) {
          return {
            expected: "reserved bytes of the greeting are zero",
            observed: `channel ${channel}: byte ${25 + firstSet(greeting.reserved)} is set`,
          };
        }
      }
      return eachPacket(judgeReserved)(run);
    },
  }),
  senderCheck({
    id: "LAY-05",
    title: "ramblock ends with a NUL within its 256 bytes.",
    concerns: somePacket(() => true),
    judge: eachPacket((sent) =>
      sent.packet.ramblock.includes(0)
        ? undefined
        : wrongField(sent, "ramblock", "a NUL within 256 bytes", "256 bytes without a NUL")
    ),
  }),
  senderCheck({
    id: "LAY-06",
    title:
      "The first normal_pages entries of offset[] are the pages whose data follows, the rest are zero pages.",
    detections: ["multifd"],
    concerns: somePacket(({ normal, zero }) => normal.length > 0 && zero.length > 0),
    judge: judgeParts,
  }),
  senderCheck({
    id: "LAY-07",
    title: "Entries of offset[] behind the used ones are zero.",
    concerns: somePacket(({ packet, normal, zero }) =>
      normal.length + zero.length < packet.offsets.length
    ),
    judge: eachPacket((sent) => {
      const used = sent.normal.length + sent.zero.length;
      if (isZero(sent.bytes.subarray(HEADER_LENGTH + 8 * used))) return undefined;
      const stale = sent.packet.offsets.subarray(used).findIndex((offset) => offset !== 0n);
      const entry = used + stale;
      return wrongField(
        sent,
        `offsets[${entry}]`,
        `0: only ${used} entries are used`,
        String(sent.packet.offsets[entry]),
      );
    }),
  }),
  senderCheck({
    id: "LAY-08",
    title:
      "Every channel begins with a greeting: magic, version, a uuid of zeros, for none is set, an id of its own.",
    judge: judgeGreetings,
  }),
];

/** The field's big-endian value by the table alone; undefined where it is no number. */
function valueOf(view: DataView, { offset, type }: Field): number | bigint | undefined {
  if (type === "u32") return view.getUint32(offset);
  if (type === "u64") return view.getBigUint64(offset);
  return undefined;
}

const CONSTANTS: Record<string, number | undefined> = { magic: MAGIC, version: VERSION };

/** The largest value that a field can have. */
const boundsOf = lastOnly((pageSize: number): Record<string, number | undefined> => {
  const pageCount = pageCountOf(pageSize);
  return {
    // 0x40 makes another packet of it: QEMU 10.0's of a device's state.
    flags: 0x3f,
    pagesAlloc: pageCount,
    normalPages: pageCount,
    zeroPages: pageCount,
    // Compressing may make data longer, never twice as long.
    nextPacketSize: 2 * pageCount * pageSize,
    // No migration has as many packets.
    packetNum: 2 ** 32,
  };
});

/** Reads by the table, not by the codec. */
function judgeFields(sent: SentPacket, run: SenderRun): Problem | undefined {
  const { layout, pageSize } = run.transcript.settings;
  const { buffer, byteOffset, length } = sent.bytes;
  const view = new DataView(buffer, byteOffset, length);
  const bounds = boundsOf(pageSize);
  for (const field of packetLayout(layout)) {
    const value = valueOf(view, field);
    if (value === undefined) continue;
    const constant = CONSTANTS[field.name];
    if (constant !== undefined && value !== constant) {
      return wrongField(sent, field.name, hex(constant), hex(Number(value)));
    }
    const most = bounds[field.name];
    if (most !== undefined && value > most) {
      return wrongField(sent, field.name, `at most ${most}`, String(value));
    }
  }
  return hasPages(sent) ? judgePages(sent, view, run) : undefined;
}

/** The block's name and the used entries of `offset[]`, read by the table. */
function judgePages(
  sent: SentPacket,
  view: DataView,
  { job, transcript }: SenderRun,
): Problem | undefined {
  const fields = packetLayout(transcript.settings.layout);
  const at = (name: string) => fields.find((field) => field.name === name)!.offset;
  const name = textUpToNul(sent.bytes.subarray(at("ramblock")));
  const block = job.blocks.find((b) => b.name === name);
  if (!block) return wrongField(sent, "ramblock", "the name of a block", JSON.stringify(name));
  const first = at("offsets");
  for (let entry = 0; entry < sent.normal.length + sent.zero.length; entry++) {
    const offset = view.getBigUint64(first + 8 * entry);
    if (offset < block.usedLength) continue;
    const field = `offsets[${entry}]`;
    return wrongField(sent, field, `below ${block.usedLength}`, String(offset));
  }
  return undefined;
}

function textUpToNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return DECODER.decode(end < 0 ? bytes : bytes.subarray(0, end));
}

const DECODER = new TextDecoder();

function judgeReserved(sent: SentPacket, { transcript }: SenderRun): Problem | undefined {
  const { reserved } = sent.packet;
  const at = firstSet(reserved);
  if (at < 0) return undefined;
  const fields = packetLayout(transcript.settings.layout).filter(({ type }) => type === "bytes");
  const byte = fields[0].offset + at;
  const field = fields.find(({ offset, size }) => byte < offset + size)!;
  return wrongField(sent, field.name, "zero", `byte ${byte} is ${reserved[at]}`);
}

function judgeParts(run: SenderRun): Problem | undefined {
  for (const send of factsOf(run).sends) {
    const { packet, entry, data, how } = send;
    const content = contentOf(send);
    if (!packet || !hasPages(packet) || !content) continue;
    const field = `offsets[${entry}]`;
    if (how === "zero" && !content.zero) {
      return wrongField(
        packet,
        field,
        "a zero page in the zero part",
        `${send.offset}, a page with data`,
      );
    }
    if (how === "normal" && data && !samePage(data, content.bytes)) {
      return wrongField(
        packet,
        field,
        `the page whose data is number ${entry} of the payload`,
        `${send.offset}, a page with other data`,
      );
    }
  }
  return undefined;
}

function judgeGreetings({ job, transcript }: SenderRun): Problem | undefined {
  const ids = new Set<number>();
  for (const { channel, greeting } of transcript.channels) {
    const problem = (expected: string, observed: string) => ({
      expected: `channel ${channel}: ${expected}`,
      observed,
    });
    if (channel >= job.channels) return problem(`no more than ${job.channels} channels`, "bytes");
    if (!greeting) return problem("a greeting of 64 bytes", "fewer bytes");
    const { magic, version, uuid, id } = greeting;
    if (magic !== MAGIC) return problem(`magic ${hex(MAGIC)}`, hex(magic));
    if (version !== VERSION) return problem(`version ${VERSION}`, String(version));
    if (id >= job.channels) return problem(`an id below ${job.channels}`, `id ${id}`);
    if (ids.has(id)) return problem("an id of its own", `id ${id} again`);
    if (!isZero(uuid)) return problem("a uuid of zeros", `byte ${firstSet(uuid)} of it is set`);
    ids.add(id);
  }
  return undefined;
}

function firstSet(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte !== 0);
}
