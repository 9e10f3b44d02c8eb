/**
 * What a receiver must show after a case, worked out the slow and obvious way from the case itself, not from its bytes.
 * It shares nothing with `protocol/receiver.ts`, so that each can be held against the other.
 */
import { concat } from "@std/bytes";
import type { PacketSpec, ReceiverCase } from "../generators/case.ts";
import { initialPages, pageBytes } from "../generators/fill.ts";
import type { PagedBlock, RamBlock } from "../protocol/ram.ts";
import { lastOnly } from "./last-only.ts";

/**
 * RAM after all steps up to the faulty one, in the order the source took them. Steps between two SYNC points touch a
 * page on one channel only, so the order between channels is free.
 */
export function expectedRam(c: ReceiverCase): RamBlock[] {
  return expectedPages(c).map(({ name, usedLength, pages }) => ({
    name,
    usedLength,
    bytes: concat(pages),
  }));
}

/** The same page by page. */
export const expectedPages = lastOnly((c: ReceiverCase): PagedBlock[] => {
  const ram = initialPages(c);
  for (const step of legalSteps(c)) {
    if (step.kind === "packet") applyPacket(ram, step.packet, c.pageSize);
    if (step.kind === "zero") {
      writePage(ram, step.ramblock, step.offset, zeroPage(c.pageSize));
    }
  }
  return ram;
});

/** Normal and zero pages in the packets of each channel, up to the faulty one. */
export function expectedCounters(c: ReceiverCase): { normalPages: number; zeroPages: number }[] {
  const counters = Array.from({ length: c.channels }, () => ({ normalPages: 0, zeroPages: 0 }));
  for (const step of legalSteps(c)) {
    if (step.kind !== "packet") continue;
    counters[step.channel].normalPages += step.packet.normal.length;
    counters[step.channel].zeroPages += step.packet.zero.length;
  }
  return counters;
}

/** Offsets of the pages that a packet names. */
export function pagesOf(packet: PacketSpec): bigint[] {
  return [...packet.normal.map((n) => n.offset), ...packet.zero];
}

function legalSteps(c: ReceiverCase) {
  return c.steps.slice(0, c.breaks?.step);
}

/** Zero pages first, then the normal ones in order (RCV-26, RCV-27). */
function applyPacket(ram: PagedBlock[], packet: PacketSpec, pageSize: number): void {
  for (const offset of packet.zero) {
    writePage(ram, packet.ramblock, offset, zeroPage(pageSize));
  }
  for (const { offset, fill } of packet.normal) {
    writePage(ram, packet.ramblock, offset, pageBytes(fill, pageSize));
  }
}

function zeroPage(pageSize: number): Uint8Array {
  return pageBytes({ kind: "zero" }, pageSize);
}

function writePage(ram: PagedBlock[], name: string, offset: bigint, page: Uint8Array): void {
  const block = ram.find((b) => b.name === name);
  if (!block) throw new Error(`the case names a block it does not have: ${name}`);
  const { pages } = block;
  const first = Math.floor(Number(offset) / page.length);
  const shift = Number(offset) - first * page.length;
  if (shift === 0 && pages[first]?.length === page.length) {
    pages[first] = page;
    return;
  }
  // A receiver may take pages at any offset (RCV-11).
  const both = concat(pages.slice(first, first + 2));
  both.set(page, shift);
  pages[first] = both.subarray(0, page.length);
  if (both.length > page.length) pages[first + 1] = both.subarray(page.length);
}
