/** SND-01, 02, 09, 11, 16, 18, 24: the fields of a packet beside its pages. */
import { methodFlag } from "../../../protocol/flags.ts";
import { MAGIC, pageCountOf, VERSION } from "../../../protocol/layout.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import type { SentPacket } from "../../transcript.ts";
import {
  eachPacket,
  hasPages,
  hex,
  pagesIn,
  senderCheck,
  somePacket,
  where,
  wrongField,
} from "./define.ts";
import { factsOf } from "./facts.ts";

/** All method bits that QEMU has given out: 0x1f << 1. */
const METHOD_BITS = 0x3e;

export const HEADER_CHECKS: readonly SenderCheck[] = [
  senderCheck({
    id: "SND-01",
    title:
      "magic and version are constant; pages_alloc is page_count, or 0 in a SYNC packet without pages.",
    concerns: somePacket(() => true),
    judge: eachPacket(judgeConstants),
  }),
  senderCheck({
    id: "SND-02",
    title: "normal_pages + zero_pages is at most pages_alloc.",
    concerns: somePacket(hasPages),
    judge: eachPacket((sent) =>
      pagesIn(sent) <= sent.packet.pagesAlloc ? undefined : wrongField(
        sent,
        "zeroPages",
        `at most ${sent.packet.pagesAlloc} pages`,
        `${sent.packet.normalPages} normal and ${sent.packet.zeroPages} zero pages`,
      )
    ),
  }),
  senderCheck({
    id: "SND-02/queued",
    title:
      "The counts of all packets, and the pages of the main channel, add up to the pages queued.",
    needs: ["queue"],
    concerns: ({ hidesPages }) => !hidesPages,
    judge: judgeTotal,
  }),
  senderCheck({
    id: "SND-09",
    title:
      "Every packet with pages has its method's flag and no other's, with zero pages only too.",
    concerns: somePacket(hasPages),
    judge: eachPacket((sent, { job }) => {
      const expected = methodFlag(job.method);
      const bits = sent.packet.flags & METHOD_BITS;
      if (!hasPages(sent) || bits === expected) return undefined;
      return wrongField(sent, "flags", `method bits ${hex(expected)}`, hex(bits));
    }),
  }),
  senderCheck({
    id: "SND-11",
    title:
      "Packet numbers rise within a channel, and over all channels they are 0 to N − 1, each once.",
    concerns: somePacket(() => true),
    judge: judgeNumbers,
  }),
  senderCheck({
    id: "SND-16",
    title: "next_packet_size is 0 where no page data follows.",
    concerns: somePacket(({ packet }) => packet.normalPages === 0),
    judge: eachPacket((sent) =>
      sent.packet.normalPages > 0 || sent.packet.nextPacketSize === 0
        ? undefined
        : wrongField(sent, "nextPacketSize", "0", String(sent.packet.nextPacketSize))
    ),
  }),
  senderCheck({
    id: "SND-18",
    title: "No flag, count, name or used offset is left over from the packet before.",
    concerns: ({ transcript }) => transcript.channels.some((c) => c.packets.length > 1),
    judge: judgeLeftovers,
  }),
  senderCheck({
    id: "SND-24",
    title: "A packet without SYNC has at least one page.",
    concerns: somePacket(({ sync }) => !sync),
    judge: eachPacket((sent) =>
      sent.sync || hasPages(sent)
        ? undefined
        : wrongField(sent, "normalPages", "at least one page, or SYNC", "neither")
    ),
  }),
];

function judgeConstants(sent: SentPacket, { job }: SenderRun): Problem | undefined {
  const { magic, version, pagesAlloc } = sent.packet;
  if (magic !== MAGIC) return wrongField(sent, "magic", hex(MAGIC), hex(magic));
  if (version !== VERSION) return wrongField(sent, "version", hex(VERSION), hex(version));
  const pageCount = pageCountOf(job.pageSize);
  const mayBeNone = sent.sync && !hasPages(sent);
  if (pagesAlloc === pageCount || (mayBeNone && pagesAlloc === 0)) return undefined;
  return wrongField(sent, "pagesAlloc", String(pageCount), String(pagesAlloc));
}

function judgeTotal(run: SenderRun): Problem | undefined {
  const { transcript } = run;
  const expected = factsOf(run).queued.length;
  const onMain =
    transcript.words.filter(({ word }) => word.kind === "zero" || word.kind === "page").length;
  const inPackets = transcript.packets.reduce((sum, sent) => sum + pagesIn(sent), 0);
  if (inPackets + onMain === expected) return undefined;
  return {
    expected: `${expected} pages, as many as were queued`,
    observed: `${inPackets} in packets and ${onMain} on the main channel`,
  };
}

function judgeNumbers({ transcript }: SenderRun): Problem | undefined {
  for (const { packets } of transcript.channels) {
    for (const [i, sent] of packets.entries()) {
      const before = packets[i - 1]?.packet.packetNum ?? -1n;
      const { packetNum } = sent.packet;
      if (packetNum <= before) {
        return wrongField(sent, "packetNum", `above ${before}`, String(packetNum));
      }
    }
  }
  const sorted = transcript.packets.toSorted((a, b) =>
    Number(a.packet.packetNum - b.packet.packetNum)
  );
  const odd = sorted.findIndex(({ packet }, i) => packet.packetNum !== BigInt(i));
  if (odd < 0) return undefined;
  const expected = `numbers 0 to ${sorted.length - 1}, each once`;
  const { packetNum } = sorted[odd].packet;
  return wrongField(
    sorted[odd],
    "packetNum",
    expected,
    packetNum < odd ? `${packetNum} twice` : `${packetNum}, and no ${odd}`,
  );
}

/** What a buffer that is used again may still hold. */
function judgeLeftovers(run: SenderRun): Problem | undefined {
  const { channels, words } = run.transcript;
  const points = Math.min(...channels.map((c) => c.packets.filter((p) => p.sync).length));
  const flushes = words.filter(({ word }) => word.kind === "flush").length;
  for (const { packets } of channels) {
    const syncs = packets.filter((p) => p.sync).length;
    const tooMany = syncs > points || (flushes > 0 && syncs > flushes);
    for (const [i, sent] of packets.entries()) {
      const before = packets[i - 1];
      if (!before || !hasPages(sent)) continue;
      if (sent.sync && before.sync && tooMany) {
        return wrongField(
          sent,
          "flags",
          "no SYNC: no SYNC point is here",
          `SYNC, as in ${where(before)}`,
        );
      }
      const problem = sameEntry(run, before, sent) ?? oldName(run, before, sent);
      if (problem) return problem;
    }
  }
  return undefined;
}

/** An entry that stood there in the packet before, of a page that was not queued so often. */
function sameEntry(run: SenderRun, before: SentPacket, sent: SentPacket): Problem | undefined {
  const { pageAt } = factsOf(run);
  const used = Math.min(pagesIn(before), pagesIn(sent), sent.packet.offsets.length);
  for (let i = 0; i < used; i++) {
    const offset = sent.packet.offsets[i];
    if (offset !== before.packet.offsets[i] || before.ramblock !== sent.ramblock) continue;
    const page = pageAt(sent.ramblock, offset);
    if (page.sends.length > page.queued.length) {
      return wrongField(
        sent,
        `offsets[${i}]`,
        "a page that was queued",
        `${offset}, left over from ${where(before)}`,
      );
    }
  }
  return undefined;
}

/** The name of the packet before, with pages of another block. */
function oldName(run: SenderRun, before: SentPacket, sent: SentPacket): Problem | undefined {
  if (before.ramblock !== sent.ramblock || !hasPages(before)) return undefined;
  const { pageAt } = factsOf(run);
  const isQueued = (ramblock: string, offset: bigint) => pageAt(ramblock, offset).queued.length > 0;
  const strange = [...sent.normal, ...sent.zero].find((offset) =>
    !isQueued(sent.ramblock, offset) && run.job.blocks.some(({ name }) => isQueued(name, offset))
  );
  if (strange === undefined) return undefined;
  return wrongField(
    sent,
    "ramblock",
    `the block in which offset ${strange} was queued`,
    `${sent.ramblock}, as in ${where(before)}`,
  );
}
