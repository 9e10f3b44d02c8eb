/**
 * How zlib_recv and zstd_recv turn a payload into pages: each page is given to the library alone, and once all are full
 * nobody asks what is left of the payload. Steps of the library inside `node:zlib` are the C code's calls.
 */
import { constants } from "node:zlib";
import { NativeStream } from "../../../protocol/methods/native-stream.ts";
import { resets } from "../../../protocol/methods/resets.ts";
import { decompressors } from "../../../protocol/methods/pools.ts";
import { StreamPool } from "../../../protocol/methods/stream-pool.ts";
import { ZLIB } from "../../../protocol/methods/zlib.ts";
import { ZSTD } from "../../../protocol/methods/zstd.ts";
import { Refusal } from "./ends.ts";

/** A channel's decompressor. */
export interface PageReader {
  /**
   * Fills one page after the other.
   *
   * @param pageAt Where page `index` goes; may throw.
   * @throws {Refusal} The pages before, and a part of this one, are written then.
   */
  read(payload: Uint8Array, count: number, pageAt: (index: number) => Uint8Array): void;
  close(): void;
}

export class ZlibPageReader implements PageReader {
  readonly #stream = decompressors(ZLIB).take();
  /** Output that `#hasEnded` came upon; it belongs to the next page. */
  #early: number | undefined;

  read(payload: Uint8Array, count: number, pageAt: (index: number) => Uint8Array): void {
    let at = 0;
    for (let index = 0; index < count; index++) {
      const page = pageAt(index);
      const flush = index === count - 1 ? constants.Z_SYNC_FLUSH : constants.Z_NO_FLUSH;
      let filled = this.#takeEarly(page);
      for (let moved = true; moved && filled < page.length;) {
        const left = payload.length - at;
        const room = page.length - filled;
        step(this.#stream, flush, payload, at, page, filled);
        moved = this.#stream.unread < left || this.#stream.unwritten < room;
        at = payload.length - this.#stream.unread;
        filled = page.length - this.#stream.unwritten;
      }
      if (filled < page.length) {
        throw new Refusal(`inflate gave ${filled} bytes for page ${index}, not ${page.length}`);
      }
    }
    // Within the payload the next page would have found out.
    if (this.#hasEnded()) throw new Refusal("inflate says the stream has ended");
  }

  close(): void {
    decompressors(ZLIB).give(this.#stream);
  }

  #takeEarly(page: Uint8Array): number {
    if (this.#early === undefined) return 0;
    page[0] = this.#early;
    this.#early = undefined;
    return 1;
  }

  /** Only a stream that has ended takes this flush without an error; one that has more output gives a byte of it. */
  #hasEnded(): boolean {
    const room = new Uint8Array(1);
    if (attempt(this.#stream, constants.Z_FINISH, NOTHING, 0, room, 0) !== undefined) return false;
    if (this.#stream.unwritten > 0) return true;
    this.#early = room[0];
    return false;
  }
}

/** Unlike ours it takes windows of any size. */
const ZSTD_STREAMS = new StreamPool(
  () => new NativeStream("ZstdDecompress", {}),
  () => resets(ZSTD),
);

export class ZstdPageReader implements PageReader {
  readonly #stream = ZSTD_STREAMS.take();

  read(payload: Uint8Array, count: number, pageAt: (index: number) => Uint8Array): void {
    let at = 0;
    let total = 0;
    let expected = 0;
    for (let index = 0; index < count; index++) {
      const page = pageAt(index);
      // The library stops early at the end of a frame alone, and there the C code's loop stops too.
      step(this.#stream, 0, payload, at, page, 0);
      at = payload.length - this.#stream.unread;
      total += page.length - this.#stream.unwritten;
      expected += page.length;
    }
    if (total < expected) throw new Refusal(`zstd gave ${total} bytes, not ${expected}`);
  }

  close(): void {
    ZSTD_STREAMS.give(this.#stream);
  }
}

const NOTHING = new Uint8Array(0);

/** From `at` in the payload to `filled` in the page. Throws a Refusal with the library's words. */
function step(...args: Parameters<typeof attempt>): void {
  const why = attempt(...args);
  if (why !== undefined) throw new Refusal(`decompressing failed: ${why}`);
}

function attempt(
  stream: NativeStream,
  flush: number,
  payload: Uint8Array,
  at: number,
  page: Uint8Array,
  filled: number,
): string | undefined {
  return stream.attempt(
    flush,
    payload,
    at,
    payload.length - at,
    page,
    filled,
    page.length - filled,
  );
}
