/** A page with all that is known of it: when it was queued, and when it was sent. */
import type { SentPacket } from "../../transcript.ts";

/** A page of a block, as far as it was queued or sent. */
export interface Page {
  ramblock: string;
  offset: bigint;
  /** In the order of the passes. */
  queued: Queued[];
  /** In the order in which a receiver may apply them. */
  sends: Send[];
}

/** One page in the queue of a pass. */
export interface Queued {
  page: Page;
  pass: number;
  /** Where in the pass's queue. */
  place: number;
  /** What it held; undefined where nobody can say. */
  content?: Content;
}

export interface Content {
  bytes: Uint8Array;
  /** All of them are zero. */
  zero: boolean;
}

/** One page on its way to the receiver. */
export interface Send {
  page: Page;
  ramblock: string;
  offset: bigint;
  how: "normal" | "zero" | "main-zero" | "main-page";
  /** Its data, where the stream gives it. */
  data?: Uint8Array;
  /** SYNC points before it. */
  epoch: number;
  /** How often the page was sent before. */
  nth: number;
  /** Where it was, unless that was the main channel; `entry` counts in `offset[]`. */
  packet?: SentPacket;
  entry?: number;
}

/** All pages that anything was asked of. */
export class Pages {
  readonly #blocks = new Map<string, Map<number | bigint, Page>>();

  at(ramblock: string, offset: number | bigint): Page {
    let pages = this.#blocks.get(ramblock);
    if (!pages) this.#blocks.set(ramblock, pages = new Map());
    // Found faster by a number; larger ones may be claimed.
    const key = offset <= Number.MAX_SAFE_INTEGER ? Number(offset) : offset;
    let page = pages.get(key);
    if (!page) pages.set(key, page = { ramblock, offset: BigInt(offset), queued: [], sends: [] });
    return page;
  }
}
