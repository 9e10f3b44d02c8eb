/** SND-04, 05, 06, 08, 22: what becomes of zero pages. */
import { pageCountOf } from "../../../protocol/layout.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { MULTIFD_OFF } from "../../job-sources.ts";
import type { SentPacket } from "../../transcript.ts";
import {
  eachPacket,
  hasPages,
  notCompleted,
  senderCheck,
  somePacket,
  wrongField,
} from "./define.ts";
import { causeOf, contentOf, factsOf, type Queued, samePage, type Send } from "./facts.ts";
import { ofSend } from "./pages.ts";

export const DETECTION_CHECKS: readonly SenderCheck[] = [
  senderCheck({
    id: "SND-04",
    title:
      "With detection multifd a page is in a packet's zero part exactly when all its bytes are zero.",
    detections: ["multifd"],
    concerns: (run) => factsOf(run).sends.length > 0,
    judge: (run) =>
      eachSend(run, (send, zero) => {
        if (send.how === (zero ? "zero" : "normal")) return undefined;
        const part = zero ? "zero" : "normal";
        return ofSend(send, `offset ${send.offset} in the ${part} part: ${why(zero)}`, words(send));
      }),
  }),
  senderCheck({
    id: "SND-05",
    title:
      "With detection none or legacy zero_pages is 0; with none, no page goes to the main channel.",
    detections: ["none", "legacy"],
    concerns: (run) => factsOf(run).sends.length > 0,
    judge: judgeNoZeroPart,
  }),
  senderCheck({
    id: "SND-05/legacy",
    title: "With detection legacy zero pages go to the main channel, and no others do.",
    needs: ["main"],
    detections: ["legacy"],
    concerns: (run) => factsOf(run).sends.length > 0,
    judge: (run) =>
      eachSend(run, (send, zero) => {
        if (send.how === (zero ? "main-zero" : "normal")) return undefined;
        const place = zero ? "on the main channel" : "in a packet";
        return ofSend(send, `offset ${send.offset} ${place}: ${why(zero)}`, words(send));
      }),
  }),
  senderCheck({
    id: "SND-06",
    title: "Offsets stand in the order that the patch's two-pointer partition leaves.",
    needs: ["queue"],
    detections: ["multifd"],
    concerns: somePacket(hasPages),
    judge: eachPacket(judgeOrder),
  }),
  senderCheck({
    id: "SND-08",
    title: "A packet of zero pages only is sent, with next_packet_size 0.",
    detections: ["multifd"],
    concerns: (run) => zeroBatches(run).length > 0 || run.transcript.packets.some(isZeroOnly),
    judge: judgeZeroOnly,
  }),
  {
    ...senderCheck({
      id: "SND-22",
      requirements: ["SND-22", "SND-05"],
      title:
        "With the capability off pages go to the main channel with their data; zero ones as such unless detection is none.",
      needs: ["multifd-off", "main"],
      methods: ["none"],
      jobs: MULTIFD_OFF,
      judge: (run) => notCompleted(run) ?? judgeOff(run),
    }),
    concerns: () => true,
  },
];

/** Judges each page that was sent, where it is known whether it was zero. */
function eachSend(
  run: SenderRun,
  judge: (send: Send, zero: boolean) => Problem | undefined,
): Problem | undefined {
  for (const send of factsOf(run).sends) {
    const content = contentOf(send);
    const problem = content && judge(send, content.zero);
    if (problem) return problem;
  }
  return undefined;
}

function why(zero: boolean): string {
  return zero ? "all its bytes are zero" : "not all its bytes are zero";
}

function words({ how }: Send): string {
  switch (how) {
    case "normal":
      return "in the normal part";
    case "zero":
      return "in the zero part";
    case "main-zero":
      return "a zero page on the main channel";
    case "main-page":
      return "with its data on the main channel";
  }
}

function judgeNoZeroPart(run: SenderRun): Problem | undefined {
  for (const sent of run.transcript.packets) {
    const { zeroPages } = sent.packet;
    if (zeroPages > 0) return wrongField(sent, "zeroPages", "0", String(zeroPages));
  }
  if (run.job.detection !== "none") return undefined;
  const onMain = factsOf(run).sends.find(({ packet }) => !packet);
  return onMain && ofSend(onMain, "every page in a packet", `offset ${onMain.offset}`);
}

function judgeOrder(sent: SentPacket, run: SenderRun): Problem | undefined {
  const places = placesOf(run, sent);
  if (!places) return undefined;
  const zero = new Set(sent.zero);
  const expected = [...sent.normal, ...sent.zero].sort((a, b) => places.get(a)! - places.get(b)!);
  // The first page not looked at changes places with the last one when it is zero.
  for (let first = 0, last = expected.length - 1; first <= last;) {
    if (!zero.has(expected[first])) first++;
    else {
      [expected[first], expected[last]] = [expected[last], expected[first]];
      last--;
    }
  }
  const odd = expected.findIndex((offset, i) => offset !== sent.packet.offsets[i]);
  if (odd < 0) return undefined;
  return wrongField(
    sent,
    `offsets[${odd}]`,
    String(expected[odd]),
    String(sent.packet.offsets[odd]),
  );
}

/** Where each of the packet's pages stood in its queue; undefined unless one pass queued them all. */
function placesOf(run: SenderRun, sent: SentPacket): Map<bigint, number> | undefined {
  const sends = factsOf(run).sendsIn(sent);
  const pass = sends.length > 0 ? causeOf(sends[0])?.pass : undefined;
  if (pass === undefined) return undefined;
  const places = new Map<bigint, number>();
  for (const { page, offset } of sends) {
    const queued = page.queued.findLast((q) => q.pass === pass);
    if (!queued) return undefined;
    places.set(offset, queued.place);
  }
  return places;
}

function isZeroOnly({ packet }: SentPacket): boolean {
  return packet.normalPages === 0 && packet.zeroPages > 0;
}

function judgeZeroOnly(run: SenderRun): Problem | undefined {
  for (const batch of zeroBatches(run)) {
    if (!batch.every(({ page }) => page.sends.length < page.queued.length)) continue;
    const [{ page: { ramblock, offset } }] = batch;
    return {
      expected: `a packet with the ${batch.length} zero pages from offset ${offset} of block ${
        JSON.stringify(ramblock)
      } on`,
      observed: "no packet carries them",
    };
  }
  for (const sent of run.transcript.packets) {
    if (isZeroOnly(sent) && sent.packet.nextPacketSize !== 0) {
      return wrongField(sent, "nextPacketSize", "0", String(sent.packet.nextPacketSize));
    }
  }
  return undefined;
}

/** Queued pages as packets take them, full or up to a change of block, where all are zero. */
function zeroBatches(run: SenderRun): Queued[][] {
  const most = pageCountOf(run.job.pageSize);
  const batches: Queued[][] = [];
  for (const queue of factsOf(run).queues) {
    let batch: Queued[] = [];
    const close = () => {
      if (batch.length > 0 && batch.every(({ content }) => content?.zero)) batches.push(batch);
      batch = [];
    };
    for (const queued of queue) {
      const before = batch.at(-1)?.page;
      if (batch.length === most || before?.ramblock !== queued.page.ramblock) close();
      batch.push(queued);
    }
    close();
  }
  return batches;
}

function judgeOff(run: SenderRun): Problem | undefined {
  const { transcript } = run;
  const open = transcript.channels.find(({ length }) => length > 0);
  if (open) {
    return {
      expected: "no channels: the capability is off",
      observed: `${open.length} bytes on channel ${open.channel}`,
    };
  }
  // A flush word asks for SYNC packets, and there are none (SND-25).
  if (transcript.words.some(({ word }) => word.kind === "flush")) {
    return { expected: "no flush word: the capability is off", observed: "a flush word" };
  }
  const { sends, queued } = factsOf(run);
  for (const send of sends) {
    const content = contentOf(send);
    if (!content) continue;
    const zero = run.job.detection !== "none" && content.zero;
    if (send.how !== (zero ? "main-zero" : "main-page")) {
      return ofSend(
        send,
        `offset ${send.offset} ${zero ? "as a zero page" : "with its data"}`,
        words(send),
      );
    }
    if (send.data && !samePage(send.data, content.bytes)) {
      return ofSend(send, `the data of offset ${send.offset}`, "other data");
    }
  }
  const lost = queued.find(({ page }) => page.sends.length !== page.queued.length)?.page;
  return lost && {
    expected: `offset ${lost.offset} of block ${JSON.stringify(lost.ramblock)} on the main channel`,
    observed: `sent ${lost.sends.length} times`,
  };
}
