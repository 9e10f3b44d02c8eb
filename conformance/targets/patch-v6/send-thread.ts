/** What a channel of the sender does for each job and each SYNC: multifd_send_thread and the methods' send_prepare. */
import { concat } from "@std/bytes";
import { blockNameField } from "../../../protocol/block-name.ts";
import { FLAG, methodFlag } from "../../../protocol/flags.ts";
import { encodeGreeting } from "../../../protocol/greeting.ts";
import { MAGIC, VERSION } from "../../../protocol/layout.ts";
import { encodePacket } from "../../../protocol/packet.ts";
import { traceLine } from "../../../protocol/trace.ts";
import { isZeroPage } from "../../../protocol/zero-page.ts";
import type { FileImage } from "../../../protocol/sender/file-image.ts";
import type { Pages, SendParams, SendState } from "./send-state.ts";

/** multifd_send_initial_packet. */
export function sendGreeting(state: SendState, { id }: SendParams): void {
  const [uuid, reserved] = [new Uint8Array(16), new Uint8Array(39)];
  write(state, id, encodeGreeting({ magic: MAGIC, version: VERSION, uuid, id, reserved }));
}

/** The pages are counted as sent whether or not anything was written (SND-17). */
export function sendJob(state: SendState, p: SendParams, pages: Pages): void {
  if (state.file) writeToFile(state, state.file, pages);
  else if (state.method === "none") sendUncompressed(state, p, pages);
  else sendCompressed(state, p, pages);
  state.stats.normalPages += pages.normalNum;
  state.stats.zeroPages += pages.offsets.length - pages.normalNum;
  p.nextPacketSize = 0;
}

/** Without pages, but with pages_alloc, and on the buffer of the packet before. */
export function sendSync(state: SendState, p: SendParams): void {
  p.flags = FLAG.SYNC;
  fillPacket(state, p, undefined);
  write(state, p.id, encodePacket(p.packet));
  p.flags = 0;
}

/** nocomp_send_prepare. */
function sendUncompressed(state: SendState, p: SendParams, pages: Pages): void {
  detectZeroPages(state, pages);
  const payload = normalPages(state, pages);
  p.nextPacketSize = pages.normalNum * state.pageSize;
  fillPacket(state, p, pages);
  write(state, p.id, concat([encodePacket(p.packet), ...payload]));
}

/**
 * zlib_send_prepare and zstd_send_prepare, with multifd_send_prepare_common. The header is put in line for writing where
 * there are normal pages alone; otherwise the packet is filled, numbered, counted and traced, and nothing is written
 * (SND-08).
 */
function sendCompressed(state: SendState, p: SendParams, pages: Pages): void {
  detectZeroPages(state, pages);
  const sent = pages.normalNum > 0;
  const payload = p.compressor.compress(normalPages(state, pages));
  p.nextPacketSize = payload.length;
  p.flags |= methodFlag(state.method);
  fillPacket(state, p, pages);
  if (sent) write(state, p.id, concat([encodePacket(p.packet), payload]));
}

/** nocomp_send_prepare without packets, with multifd_set_file_bitmap. */
function writeToFile(state: SendState, file: FileImage, pages: Pages): void {
  detectZeroPages(state, pages);
  const { block, offsets, normalNum } = pages;
  for (let i = 0; i < normalNum; i++) {
    file.write(block, offsets[i], state.pageAt(block, offsets[i]));
  }
  // As posted: from the number of pages to that of zero pages, which is never more (SND-21).
  const zeroNum = offsets.length - normalNum;
  for (let i = offsets.length; i < zeroNum; i++) file.clear(block, offsets[i]);
}

/** multifd_send_zero_page_detect: two pointers that meet. */
function detectZeroPages(state: SendState, pages: Pages): void {
  const { block, offsets } = pages;
  if (state.detection !== "multifd") {
    pages.normalNum = offsets.length;
    return;
  }
  let i = 0;
  let j = offsets.length - 1;
  while (i <= j) {
    if (!isZeroPage(block.bytes, offsets[i], state.pageSize)) {
      i++;
      continue;
    }
    [offsets[i], offsets[j]] = [offsets[j], offsets[i]];
    j--;
  }
  pages.normalNum = i;
}

function normalPages(state: SendState, { block, offsets, normalNum }: Pages): Uint8Array[] {
  return offsets.slice(0, normalNum).map((offset) => state.pageAt(block, offset));
}

/** multifd_send_fill_packet. */
function fillPacket(state: SendState, p: SendParams, pages: Pages | undefined): void {
  const { packet } = p;
  const { offsets, normalNum } = pages ?? { offsets: [], normalNum: 0 };
  packet.flags = p.flags;
  packet.pagesAlloc = state.pageCount;
  packet.normalPages = normalNum;
  packet.zeroPages = offsets.length - normalNum;
  packet.nextPacketSize = p.nextPacketSize;
  packet.packetNum = state.packetNum++;
  if (pages) packet.ramblock = blockNameField(pages.block.name);
  for (let i = 0; i < offsets.length; i++) packet.offsets[i] = BigInt(offsets[i]);
  p.packetsSent++;
  p.totalNormalPages += packet.normalPages;
  p.totalZeroPages += packet.zeroPages;
  state.trace.push(traceLine({ ...packet, kind: "send", channel: p.id }));
}

function write(state: SendState, channel: number, data: Uint8Array): void {
  state.writes.push({ stream: "channel", channel, data });
}
