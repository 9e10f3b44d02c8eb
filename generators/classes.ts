/** Names for kinds of input, so that a report can say how often each was drawn. */
import { pageCountOf } from "../protocol/layout.ts";
import type { PacketSpec, PageFill, ReceiverCase, Step } from "./case.ts";
import { isZeroFill } from "./fill.ts";

/** Every class that `classesOf` knows; invalid families add their own words to a case. */
export const CLASSES = [
  // packets
  "empty-packet",
  "normal-only",
  "zero-only",
  "mixed",
  "one-page",
  "full-packet",
  "sync-with-pages",
  "sync-without-pages",
  "sync-full-header",
  "alloc-below",
  "alloc-equal",
  "alloc-above",
  "normal=alloc",
  "zero=alloc-normal",
  "packet-num-max",
  "reserved-set",
  "stale-offsets",
  "unknown-flag",
  "pages-unsorted",
  "page-beside-page",
  // contents of normal pages
  "fill-zero",
  "fill-byte-first",
  "fill-byte-last",
  "fill-byte-inside",
  "fill-repeat",
  "fill-half",
  "fill-text",
  "fill-random",
  // offsets
  "offset-0",
  "offset-last-page",
  // names and blocks
  "name-1",
  "name-255",
  "name-utf8",
  "name-unterminated",
  "block-below-page",
  "block-one-page",
  "block-partial-page",
  "block-many-pages",
  "blocks-many",
  "ram-filled",
  "ram-fresh",
  // sessions
  "no-packet",
  "one-packet",
  "many-packets",
  "one-channel",
  "many-channels",
  "many-syncs",
  "page-visited-again",
  "zero-on-main",
  "greeting-by-hand",
  "channel-ends-early",
  // transport
  "segments-whole",
  "segments-bytes",
  "segments-fields",
  "segments-random",
  "delivery-in-order",
  "delivery-hold",
  "delivery-shuffled",
  "delivery-listed",
] as const;

export type ClassName = typeof CLASSES[number];

/** The classes of a case, as far as they can be told from it; sorted as in `CLASSES`. */
export function classesOf(c: Omit<ReceiverCase, "classes">): string[] {
  const found = new Set<ClassName>();
  const packets: PacketSpec[] = [];
  let syncs = 0;
  for (const step of c.steps) {
    if (step.kind === "packet") packets.push(step.packet);
    else if (step.kind === "sync" || step.kind === "barrier") syncs++;
    ofStep(step, found);
  }
  for (const packet of packets) ofPacket(packet, c, found);
  found.add(
    packets.length === 0 ? "no-packet" : packets.length === 1 ? "one-packet" : "many-packets",
  );
  found.add(c.channels === 1 ? "one-channel" : "many-channels");
  if (syncs > 1) found.add("many-syncs");
  if (visitsAgain(packets)) found.add("page-visited-again");
  ofBlocks(c, found);
  found.add(`segments-${c.segmentation.kind}`);
  found.add(`delivery-${c.delivery.kind}`);
  return CLASSES.filter((name) => found.has(name));
}

function ofStep(step: Step, found: Set<ClassName>): void {
  if (step.kind === "zero") found.add("zero-on-main");
  if (step.kind === "greeting") found.add("greeting-by-hand");
  if (step.kind === "eof") found.add("channel-ends-early");
  if (step.kind === "sync") found.add(step.full ? "sync-full-header" : "sync-without-pages");
}

function ofPacket(
  packet: PacketSpec,
  c: { pageSize: number; blocks: ReceiverCase["blocks"] },
  found: Set<ClassName>,
): void {
  const { normal, zero, fields = {}, ramblock } = packet;
  const pages = normal.length + zero.length;
  const pageCount = pageCountOf(c.pageSize);
  if (pages === 0) found.add(packet.sync ? "sync-without-pages" : "empty-packet");
  else {
    if (packet.sync) found.add("sync-with-pages");
    found.add(zero.length === 0 ? "normal-only" : normal.length === 0 ? "zero-only" : "mixed");
    if (pages === 1) found.add("one-page");
    if (pages === pageCount) found.add("full-packet");
  }
  const alloc = fields.pagesAlloc ?? (packet.sync && pages === 0 ? 0 : pageCount);
  found.add(alloc < pageCount ? "alloc-below" : alloc > pageCount ? "alloc-above" : "alloc-equal");
  const claimedNormal = fields.normalPages ?? normal.length;
  const claimedZero = fields.zeroPages ?? zero.length;
  if (alloc > 0 && claimedNormal === alloc) found.add("normal=alloc");
  if (alloc > 0 && claimedZero > 0 && claimedZero === alloc - claimedNormal) {
    found.add("zero=alloc-normal");
  }
  if (packet.packetNum === 2n ** 64n - 1n) found.add("packet-num-max");
  if (fields.reserved !== undefined) found.add("reserved-set");
  if (packet.stale !== undefined) found.add("stale-offsets");
  if (fields.flags !== undefined && fields.flags >= 0x40) found.add("unknown-flag");
  if (fields.ramblock !== undefined && !fields.ramblock.includes("00")) {
    found.add("name-unterminated");
  }
  for (const { fill } of normal) found.add(ofFill(fill, c.pageSize));
  ofOffsets(packet, c.blocks.find((b) => b.name === ramblock)?.usedLength ?? 0, c.pageSize, found);
}

function ofFill(fill: PageFill, pageSize: number): ClassName {
  if (isZeroFill(fill)) return "fill-zero";
  if (fill.kind !== "byte") return `fill-${fill.kind as Exclude<PageFill["kind"], "byte">}`;
  if (fill.at === 0) return "fill-byte-first";
  return fill.at === pageSize - 1 ? "fill-byte-last" : "fill-byte-inside";
}

function ofOffsets(
  packet: PacketSpec,
  usedLength: number,
  pageSize: number,
  found: Set<ClassName>,
): void {
  const last = Math.floor(usedLength / pageSize) * pageSize - pageSize;
  let before = -1;
  const see = (offset: bigint) => {
    const at = Number(offset);
    if (at === 0) found.add("offset-0");
    if (at === last) found.add("offset-last-page");
    if (before >= 0 && at < before) found.add("pages-unsorted");
    if (before >= 0 && at === before + pageSize) found.add("page-beside-page");
    before = at;
  };
  for (const { offset } of packet.normal) see(offset);
  for (const offset of packet.zero) see(offset);
}

function ofBlocks(
  { blocks, pageSize }: Omit<ReceiverCase, "classes">,
  found: Set<ClassName>,
): void {
  if (blocks.length > 1) found.add("blocks-many");
  found.add(blocks.some((b) => b.pages.length > 0) ? "ram-filled" : "ram-fresh");
  for (const { name, usedLength } of blocks) {
    const length = utf8Length(name);
    if (length === 1) found.add("name-1");
    if (length === 255) found.add("name-255");
    if (length > name.length) found.add("name-utf8");
    if (usedLength < pageSize) found.add("block-below-page");
    else if (usedLength === pageSize) found.add("block-one-page");
    else if (usedLength % pageSize !== 0) found.add("block-partial-page");
    else found.add("block-many-pages");
  }
}

/** Some page is named by more than one packet. */
function visitsAgain(packets: readonly PacketSpec[]): boolean {
  const seen = new Map<string, Set<bigint>>();
  for (const { ramblock, normal, zero } of packets) {
    let pages = seen.get(ramblock);
    if (!pages) seen.set(ramblock, pages = new Set());
    const before = pages.size;
    for (const { offset } of normal) pages.add(offset);
    for (const offset of zero) pages.add(offset);
    if (pages.size < before + normal.length + zero.length) return true;
  }
  return false;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0)!;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}
