/** A receiver's session as a request, and the answer to it as an observation. */
import { isZeroPage } from "../../protocol/zero-page.ts";
import type { RamBlock } from "../../protocol/ram.ts";
import type { ReceiverObservation, ReceiverOffer, ReceiverSession } from "../target.ts";
import { AnswerError } from "./answer.ts";
import type { Payloads } from "./bytes.ts";
import type { ReceivedAnswer, ReceiveRequest, WireBlock, WireReceiverEvent } from "./messages.ts";
import { checkLength, checkShown, pageIn } from "./shown.ts";

export function receiveRequest(session: ReceiverSession, payloads: Payloads): ReceiveRequest {
  const { pageSize, channels, method } = session;
  return {
    type: "receive",
    pageSize,
    channels,
    method,
    blocks: session.blocks.map((block) => blockOf(block, payloads)),
    events: Array.from(session.events, (event): WireReceiverEvent => {
      if (event.kind === "bytes") return { ...event, data: payloads.put(event.data) };
      // A legal zero page is in a block: far below 2^53.
      if (event.kind === "zero") return { ...event, offset: Number(event.offset) };
      if (event.kind === "checkpoint") throw new Error("a testee is offered no checkpoints");
      return event.kind === "barrier" ? { kind: "barrier" } : event;
    }),
  };
}

/** A block with its contents, where there are any. */
export function blockOf({ name, usedLength, bytes }: RamBlock, payloads: Payloads): WireBlock {
  return isZero(bytes) ? { name, usedLength } : { name, usedLength, bytes: payloads.put(bytes) };
}

/** Throws an AnswerError where the answer does not go with the session or with what hello promised. */
export function receivedObservation(
  answer: ReceivedAnswer,
  session: ReceiverSession,
  { shows }: Pick<ReceiverOffer, "shows">,
  payloads: Payloads,
): ReceiverObservation {
  const { outcome, text, counters, trace, writes } = answer;
  const shownRam = answer.ram ?? answer.pages;
  checkShown(shows, "ram", shownRam, '"ram" or "pages"');
  for (const word of ["counters", "trace", "writes"] as const) {
    checkShown(shows, word, answer[word], `"${word}"`);
  }
  if (counters) checkLength("counters", counters, session.channels, "channel");
  for (const [i, { ramblock, offset }] of writes?.entries() ?? []) {
    // A receiver may take pages at any offset (RCV-11).
    pageIn(session.blocks, { ramblock, offset }, 1, `writes[${i}]`);
  }
  return {
    outcome,
    ...(text !== undefined && { text }),
    ...(shows.has("ram") && { ram: ramOf(answer, session, payloads) }),
    ...(shows.has("counters") && { counters }),
    ...(shows.has("trace") && { trace }),
    ...(shows.has("writes") && { writes }),
  };
}

/** RAM at the end: as it is shown, or as it was with the shown pages put in. */
function ramOf(
  { ram, pages = [] }: ReceivedAnswer,
  { blocks, pageSize }: ReceiverSession,
  payloads: Payloads,
): RamBlock[] {
  if (ram) {
    checkLength("ram", ram, blocks.length, "block");
    return blocks.map(({ name, usedLength }, i) => {
      const bytes = payloads.take(ram[i], `ram[${i}]`);
      if (bytes.length === usedLength) return { name, usedLength, bytes };
      throw new AnswerError(`ram[${i}] has ${bytes.length} bytes, and the block ${usedLength}`);
    });
  }
  const after = blocks.map((b) => ({ ...b, bytes: b.bytes.slice() }));
  for (const [i, page] of pages.entries()) {
    const block = pageIn(after, page, pageSize, `pages[${i}]`);
    const bytes = payloads.take(page.bytes, `pages[${i}].bytes`);
    const length = Math.min(pageSize, block.usedLength - page.offset);
    if (bytes.length !== length) {
      throw new AnswerError(`pages[${i}].bytes has ${bytes.length} bytes, and the page ${length}`);
    }
    block.bytes.set(bytes, page.offset);
  }
  return after;
}

const CHUNK = 64 * 1024;

function isZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += CHUNK) {
    if (!isZeroPage(bytes, at, Math.min(CHUNK, bytes.length - at))) return false;
  }
  return true;
}
