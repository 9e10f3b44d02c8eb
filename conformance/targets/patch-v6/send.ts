/**
 * The sending process: the migration thread with its queue, the main channel and the SYNC points. A channel does its job
 * as soon as it gets one, so jobs go round.
 */
import { DETECTIONS, type PageRef, type RamBlock } from "../../../protocol/ram.ts";
import { traceLine } from "../../../protocol/trace.ts";
import { isZeroPage } from "../../../protocol/zero-page.ts";
import type { MainWord, SenderObservation, SenderSession } from "../../target.ts";
import { SendState } from "./send-state.ts";
import { sendGreeting, sendJob, sendSync } from "./send-thread.ts";

/** Sends all passes of the session. */
export function send(session: SenderSession): SenderObservation {
  const refusal = refusalOf(session);
  if (refusal !== undefined) return { outcome: "refused", text: refusal, writes: [] };
  const state = new SendState(session);
  try {
    setUp(state);
    for (const pass of session.passes) {
      for (const { ramblock, offset, bytes } of pass.writes) {
        blockNamed(state, ramblock).bytes.set(bytes, offset);
      }
      for (const page of pass.queue) savePage(state, page);
      syncPoint(state);
    }
    // ram_save_complete finds no page left.
    syncPoint(state);
    return { outcome: "completed", ...shown(state) };
  } finally {
    for (const { compressor } of state.params) compressor.close();
  }
}

/** What migrate-set-parameters does not take. */
function refusalOf({ detection, method, mappedRam }: SenderSession): string | undefined {
  if (!(DETECTIONS as readonly string[]).includes(detection)) {
    return `zero-page-detection: there is no ${JSON.stringify(detection)}`;
  }
  if (mappedRam && method !== "none") return `mapped-ram: not with compression ${method}`;
}

/** Greetings, then ram_save_setup. */
function setUp(state: SendState): void {
  if (!state.file) { for (const p of state.params) sendGreeting(state, p); }
  syncPoint(state);
}

/**
 * ram_save_target_page. That the main thread leaves zero pages to the channels is patch 5 of the series: with this one
 * alone it would take them all, and nothing of it would ever run.
 */
function savePage(state: SendState, { ramblock, offset }: PageRef): void {
  const block = blockNamed(state, ramblock);
  const multifd = state.params.length > 0;
  const looks = multifd ? state.detection === "legacy" : state.detection !== "none";
  if (looks && isZeroPage(block.bytes, offset, state.pageSize)) saveZeroPage(state, block, offset);
  else if (multifd) queuePage(state, block, offset);
  else saveNormalPage(state, block, offset);
}

/** On the main channel, or in a mapped-ram file, where it has no bytes. */
function saveZeroPage(state: SendState, block: RamBlock, offset: number): void {
  state.stats.zeroPages++;
  if (state.file) state.file.clear(block, offset);
  else putWord(state, { kind: "zero", ramblock: block.name, offset: BigInt(offset) });
}

function saveNormalPage(state: SendState, block: RamBlock, offset: number): void {
  state.stats.normalPages++;
  const page = state.pageAt(block, offset);
  if (state.file) state.file.write(block, offset, page);
  else {
    const bytes = page.slice();
    putWord(state, { kind: "page", ramblock: block.name, offset: BigInt(offset), bytes });
  }
}

/** multifd_queue_page: a full queue is sent when the next page comes. */
function queuePage(state: SendState, block: RamBlock, offset: number): void {
  const { pages, pageCount } = state;
  if (pages && (pages.block !== block || pages.offsets.length === pageCount)) sendPages(state);
  state.pages ??= { block, offsets: [], normalNum: 0 };
  state.pages.offsets.push(offset);
}

/** multifd_send_pages: to the next channel. */
function sendPages(state: SendState): void {
  const { pages, params, nextChannel } = state;
  if (!pages) return;
  state.nextChannel = (nextChannel + 1) % params.length;
  state.pages = undefined;
  sendJob(state, params[nextChannel], pages);
}

/** multifd_send_sync_main, then the words that go with it; all of it nothing where it does not apply. */
function syncPoint(state: SendState): void {
  sendPages(state);
  if (state.file) return;
  for (const p of state.params) sendSync(state, p);
  if (state.params.length > 0) putWord(state, { kind: "flush" });
  putWord(state, { kind: "eos" });
}

function putWord(state: SendState, word: MainWord): void {
  state.writes.push({ stream: "main", word });
}

function blockNamed(state: SendState, ramblock: string): RamBlock {
  return state.blocks.find(({ name }) => name === ramblock)!;
}

function shown({ writes, trace, stats, params, file }: SendState) {
  const channels = params.map((p) => ({
    packets: p.packetsSent,
    normalPages: p.totalNormalPages,
    zeroPages: p.totalZeroPages,
  }));
  const ends = channels.map((totals, channel) =>
    traceLine({ kind: "send-end", channel, ...totals })
  );
  return {
    writes,
    trace: [...trace, ...ends],
    counters: { ...stats, channels },
    ...(file && { file: file.bytes }),
  };
}
