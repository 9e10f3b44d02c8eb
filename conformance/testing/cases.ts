/** Cases written by hand for tests of the harness itself. */
import type { PacketSpec, PageFill, ReceiverCase, Step } from "../../generators/case.ts";
import type { SenderJob } from "../../generators/job.ts";

/** Uncompressed, two channels, one block of four pages that is all zero. */
export function caseOf(steps: Step[], more: Partial<ReceiverCase> = {}): ReceiverCase {
  return {
    pageSize: 4096,
    channels: 2,
    method: "none",
    level: 1,
    blocks: [{ name: "ram", usedLength: 4 * 4096, pages: [] }],
    steps,
    segmentation: { kind: "whole" },
    delivery: { kind: "in-order" },
    classes: [],
    ...more,
  };
}

/** A packet of pages, by their numbers; a normal page is filled with a byte. */
export function packet(
  channel: number,
  normal: Record<number, number>,
  zero: number[] = [],
  more: Partial<PacketSpec> = {},
): Step {
  return {
    kind: "packet",
    channel,
    packet: {
      ramblock: "ram",
      packetNum: 0n,
      normal: Object.entries(normal).map(([page, value]) => ({
        offset: offsetOf(Number(page)),
        fill: filled(value),
      })),
      zero: zero.map(offsetOf),
      ...more,
    },
  };
}

/** An uncompressed job of one channel: a block of pages of 4 KiB, all queued in one pass. */
export function jobOf(pages: PageFill[], more: Partial<SenderJob> = {}): SenderJob {
  return {
    pageSize: 4096,
    channels: 1,
    method: "none",
    level: 1,
    detection: "multifd",
    multifd: true,
    mappedRam: false,
    blocks: [{ name: "ram", usedLength: pages.length * 4096, pages }],
    passes: [{
      writes: [],
      queue: pages.map((_, page) => ({ ramblock: "ram", offset: page * 4096 })),
    }],
    classes: [],
    ...more,
  };
}

export function filled(value: number): PageFill {
  return { kind: "repeat", value };
}

export function offsetOf(page: number): bigint {
  return BigInt(page * 4096);
}
