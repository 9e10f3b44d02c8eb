/**
 * What a sender is asked to send in one case: small enough to print, to shrink and to save as JSON.
 */
import type { MethodName } from "../protocol/flags.ts";
import type { Detection, PageRef } from "../protocol/ram.ts";
import type { BlockSpec, PageFill } from "./case.ts";

/** One pass over dirty pages; a SYNC point follows it. */
export interface PassSpec {
  /** RAM that changes before the pass. `offset` is that of the page. */
  writes: (PageRef & { fill: PageFill })[];
  /** Pages queued, in order. No page twice. */
  queue: PageRef[];
}

export interface SenderJob {
  pageSize: number;
  channels: number;
  method: MethodName;
  level: number;
  detection: Detection;
  /** False: the multifd capability is off, all pages go to the main channel (SND-22). */
  multifd: boolean;
  /** True: pages and bitmap to a file, no packets (SND-20, SND-21). */
  mappedRam: boolean;
  blocks: BlockSpec[];
  passes: PassSpec[];
  classes: string[];
}
