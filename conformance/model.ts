/**
 * What RAM must be after a case, worked out the slow and obvious way from the case itself, not from its bytes.
 * It shares nothing with `protocol/receiver.ts`, so that each can be held against the other.
 */
import type { PacketSpec, ReceiverCase } from "../generators/case.ts";
import { blockBytes, pageBytes } from "../generators/fill.ts";
import type { RamBlock } from "../protocol/ram.ts";

/**
 * RAM after the first `steps` steps, in the order the source took them (default: all up to the faulty one).
 * Steps between two SYNC points touch a page on one channel only, so the order between channels is free.
 */
export function expectedRam(
  c: ReceiverCase,
  steps: number = c.breaks?.step ?? c.steps.length,
): RamBlock[] {
  const ram = initialRam(c);
  for (const step of c.steps.slice(0, steps)) {
    if (step.kind === "packet") applyPacket(ram, step.packet, c.pageSize);
    if (step.kind === "zero") {
      writePage(ram, step.ramblock, step.offset, new Uint8Array(c.pageSize));
    }
  }
  return ram;
}

/** RAM before the first packet. */
export function initialRam(c: ReceiverCase): RamBlock[] {
  return c.blocks.map((b) => ({
    name: b.name,
    usedLength: b.usedLength,
    bytes: blockBytes(b, c.pageSize),
  }));
}

/** Pages that a packet touches. */
export function pagesOf(packet: PacketSpec): bigint[] {
  return [...packet.normal.map((n) => n.offset), ...packet.zero];
}

/** Zero pages first, then the normal ones in order (RCV-26, RCV-27). */
function applyPacket(ram: RamBlock[], packet: PacketSpec, pageSize: number): void {
  for (const offset of packet.zero) {
    writePage(ram, packet.ramblock, offset, new Uint8Array(pageSize));
  }
  for (const { offset, fill } of packet.normal) {
    writePage(ram, packet.ramblock, offset, pageBytes(fill, pageSize));
  }
}

function writePage(ram: RamBlock[], name: string, offset: bigint, page: Uint8Array): void {
  const block = ram.find((b) => b.name === name);
  if (!block) throw new Error(`the case names a block it does not have: ${name}`);
  block.bytes.set(page, Number(offset));
}
