import type { MethodName } from "../flags.ts";
import type { LayoutName } from "../layout.ts";
import { createCompressor } from "../method.ts";
import { type Detection, DETECTIONS, type RamBlock } from "../ram.ts";
import { checkBlocks, checkChannels, checkMethod, checkPageSize } from "../settings.ts";

/**
 * Where a sender's bytes go. Every piece is a fresh array that the sender never touches again.
 *
 * @example
 * ```ts
 * import type { Sink } from "@multifd/conformance";
 * let sent = 0;
 * const sink: Sink = { channel: (_, bytes) => void (sent += bytes.length), main() {} };
 * ```
 */
export interface Sink {
  /** A piece of a channel. */
  channel(channel: number, bytes: Uint8Array): void;
  /** A piece of the main channel. */
  main(bytes: Uint8Array): void;
  /** So many zeros, in which a mapped-ram file is written; absent: a new array. */
  file?(length: number): Uint8Array;
}

/**
 * What both sides of a migration have agreed on, and what the source may choose.
 *
 * @example
 * ```ts
 * import type { SenderParameters } from "@multifd/conformance";
 * const parameters: SenderParameters = {
 *   pageSize: 4096, channels: 2, method: "none", detection: "multifd", blocks: [],
 *   sink: { channel() {}, main() {} },
 * };
 * ```
 */
export interface SenderParameters {
  /** Bytes; a power of two from 1 KiB to 64 KiB. */
  pageSize: number;
  /** 1 to 255. */
  channels: number;
  /** Of every payload. */
  method: MethodName;
  /** zlib 0 to 9, zstd 1 to 20; defaults to 1. */
  level?: number;
  /** Where zero pages are looked for. */
  detection: Detection;
  /** False: the multifd capability is off, every page goes to the main channel (SND-22). Defaults to true. */
  multifd?: boolean;
  /** True: pages and bitmaps to a file, no channels (SND-20, SND-26). Defaults to false. */
  mappedRam?: boolean;
  /** Read when a packet closes; write to them between passes only. */
  blocks: RamBlock[];
  /** Defaults to `patch`. */
  layout?: LayoutName;
  /** Takes what is sent. */
  sink: Sink;
}

/** Throws a RangeError that names the first setting that is out of range. */
export function checkSenderParameters(parameters: SenderParameters): void {
  const { pageSize, channels, method, level, detection, mappedRam, blocks, layout } = parameters;
  checkPageSize(pageSize);
  checkChannels(channels);
  checkBlocks(blocks);
  checkMethod(method);
  // Refuses a level that its method does not have.
  createCompressor(method, level).close();
  if (!DETECTIONS.includes(detection)) {
    throw new RangeError(`detection: ${detection} is none of ${DETECTIONS.join(", ")}`);
  }
  if (detection === "multifd" && layout === "before-patch") {
    throw new RangeError("detection: multifd needs the field zeroPages, which this layout lacks");
  }
  if (mappedRam && method !== "none") {
    throw new RangeError(`method: ${method} is not possible in a mapped-ram file`);
  }
}
