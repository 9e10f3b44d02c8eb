/** SND-07, 10, 27: the data behind a packet. */
import type { MethodName } from "../../../protocol/flags.ts";
import { PACKET_RAM } from "../../../protocol/layout.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { LEVELS } from "../../job-sources.ts";
import type { SentPacket } from "../../transcript.ts";
import { eachPacket, notCompleted, senderCheck, somePacket, where, wrongField } from "./define.ts";
import { contentOf, factsOf, samePage } from "./facts.ts";
import { newFrames } from "./zstd-frames.ts";

const COMPRESSED: readonly MethodName[] = ["zlib", "zstd"];

export const PAYLOAD_CHECKS: readonly SenderCheck[] = [
  senderCheck({
    id: "SND-07",
    title:
      "Without compression next_packet_size is normal_pages × page size, and the payload is those pages in order.",
    methods: ["none"],
    concerns: somePacket(hasData),
    judge(run) {
      const problem = eachPacket((sent, { job }) => {
        const { normalPages, nextPacketSize } = sent.packet;
        const expected = normalPages * job.pageSize;
        if (normalPages === 0 || nextPacketSize === expected) return undefined;
        return wrongField(sent, "nextPacketSize", String(expected), String(nextPacketSize));
      })(run);
      return problem ?? judgeData(run);
    },
  }),
  senderCheck({
    id: "SND-10",
    title:
      "A payload goes on with its channel's one stream, is flushed, and gives exactly the packet's normal pages.",
    methods: COMPRESSED,
    concerns: somePacket(hasData),
    judge: judgeStream,
  }),
  {
    ...senderCheck({
      id: "SND-10/levels",
      title: "So it does at every level, zlib 0 to 9 and zstd 1 to 20.",
      needs: ["level"],
      methods: COMPRESSED,
      detections: ["multifd"],
      jobs: LEVELS,
      judge: (run) => notCompleted(run) ?? judgeStream(run),
    }),
    concerns: () => true,
  },
  senderCheck({
    id: "SND-10/frame",
    level: "SHOULD",
    title: "A channel has one zstd frame: none begins in a later packet.",
    methods: ["zstd"],
    concerns: somePacket(hasData),
    judge: judgeFrames,
  }),
  senderCheck({
    id: "SND-27",
    title:
      "A compressed payload is at most compressBound(512 KiB) long: 589833 bytes with zlib (zlib-ng's), 526336 with zstd.",
    methods: COMPRESSED,
    concerns: somePacket(hasData),
    judge: eachPacket(judgeLength),
  }),
  senderCheck({
    id: "SND-27/levels",
    title: "So it is at every level, for pages that cannot be compressed too.",
    needs: ["level"],
    methods: COMPRESSED,
    detections: ["multifd"],
    jobs: LEVELS,
    concerns: somePacket(hasData),
    judge: eachPacket(judgeLength),
  }),
];

function hasData({ packet }: SentPacket): boolean {
  return packet.normalPages > 0;
}

/** Each page of a payload is what its entry of `offset[]` names. */
function judgeData(run: SenderRun): Problem | undefined {
  for (const send of factsOf(run).sends) {
    const { packet, data, entry } = send;
    const expected = contentOf(send);
    if (!packet || !data || !expected || samePage(data, expected.bytes)) continue;
    return wrongField(
      packet,
      "payload",
      `page ${entry} of the payload is what offset ${send.offset} held`,
      "other data",
    );
  }
  return undefined;
}

function judgeStream(run: SenderRun): Problem | undefined {
  return eachPacket((sent) =>
    sent.payloadError && wrongField(
      sent,
      "payload",
      `the channel's stream goes on and gives ${sent.packet.normalPages} pages`,
      sent.payloadError.message,
    )
  )(run) ?? judgeData(run);
}

function judgeFrames({ transcript }: SenderRun): Problem | undefined {
  for (const { packets } of transcript.channels) {
    const withData = packets.filter(hasData);
    const begins = newFrames(withData.map((p) => p.payload));
    if (begins.length < 2) continue;
    const sent = withData[begins[1]];
    return wrongField(
      sent,
      "payload",
      `the frame of ${where(withData[begins[0]])} goes on`,
      "a new frame begins",
    );
  }
  return undefined;
}

function judgeLength(sent: SentPacket, { job }: SenderRun): Problem | undefined {
  const { normalPages, nextPacketSize } = sent.packet;
  const bound = job.method === "zlib" ? ZLIB_BOUND : ZSTD_BOUND;
  if (normalPages === 0 || nextPacketSize <= bound) return undefined;
  return wrongField(sent, "nextPacketSize", `at most ${bound}`, String(nextPacketSize));
}

/** compressBound(512 KiB) where it is largest: zlib-ng takes up to 9 bits for a byte at level 1. */
const ZLIB_BOUND = PACKET_RAM + PACKET_RAM / 8 + 9;
/** ZSTD_compressBound(512 KiB). */
const ZSTD_BOUND = PACKET_RAM + PACKET_RAM / 256;
