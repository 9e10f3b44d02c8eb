/**
 * What a sender is asked to send in one case: small enough to print, to shrink and to save as JSON.
 */
import type { MethodName } from "../protocol/flags.ts";
import type { Detection, PageRef } from "../protocol/ram.ts";
import type { BlockSpec, PageFill } from "./case.ts";

/**
 * One pass over dirty pages; a SYNC point follows it.
 *
 * @example
 * ```ts
 * import type { PassSpec } from "@multifd/conformance";
 * const pass: PassSpec = { writes: [], queue: [{ ramblock: "ram", offset: 4096 }] };
 * ```
 */
export interface PassSpec {
  /** RAM that changes before the pass. `offset` is that of the page. */
  writes: (PageRef & { fill: PageFill })[];
  /** Pages queued, in order. No page twice. */
  queue: PageRef[];
}

/**
 * One case of a sender.
 *
 * @example
 * ```ts
 * import type { SenderJob } from "@multifd/conformance";
 * const pagesOf = ({ passes }: SenderJob) => passes.flatMap(({ queue }) => queue).length;
 * ```
 */
export interface SenderJob {
  /** Bytes. */
  pageSize: number;
  /** How many there are. */
  channels: number;
  /** Of every payload. */
  method: MethodName;
  /** Of compression. */
  level: number;
  /** Where zero pages are looked for. */
  detection: Detection;
  /** False: the multifd capability is off, all pages go to the main channel (SND-22). */
  multifd: boolean;
  /** True: pages and bitmap to a file, no packets (SND-20, SND-21). */
  mappedRam: boolean;
  /** RAM before the first pass. */
  blocks: BlockSpec[];
  /** In turn. */
  passes: PassSpec[];
  /** Names of the classes of input it belongs to, for coverage. */
  classes: string[];
}
