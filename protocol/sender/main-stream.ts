import { MainChannelWriter, type WritableWord } from "../main-channel/writer.ts";
import type { RamBlock, RamBlockInfo } from "../ram.ts";

/** A sender's main channel: pages are gathered and written as one section at each SYNC point. */
export class MainStream {
  readonly #writer: MainChannelWriter;
  readonly #blocks: readonly RamBlockInfo[];
  readonly #flush: WritableWord[];
  #words: WritableWord[] = [];

  /** @param flushes Every SYNC point has its MULTIFD_FLUSH word (SND-25). */
  constructor(
    sink: (bytes: Uint8Array) => void,
    blocks: readonly RamBlockInfo[],
    flushes: boolean,
  ) {
    this.#writer = new MainChannelWriter(sink);
    this.#blocks = blocks;
    this.#flush = flushes ? [{ kind: "flush" }] : [];
  }

  /** The set-up section, with the first SYNC point in it. */
  setUp(): void {
    this.#writer.setUp("none", this.#blocks, this.#flush);
  }

  /** A zero page of legacy detection. */
  zeroPage({ name }: RamBlock, offset: number): void {
    this.#words.push({ kind: "zero", ramblock: name, offset: BigInt(offset) });
  }

  /** A page with its data; `bytes` is read at the next SYNC point. */
  page({ name }: RamBlock, offset: number, bytes: Uint8Array): void {
    this.#words.push({ kind: "page", ramblock: name, offset: BigInt(offset), bytes });
  }

  /** What was gathered, then the flush: pages on the main channel are ordered with barriers (RCV-42). */
  syncPoint(): void {
    this.#writer.part(this.#taken());
  }

  /** The last SYNC point and the end of the stream. */
  end(): void {
    this.#writer.end(this.#taken());
    this.#writer.finish();
  }

  #taken(): WritableWord[] {
    const words = [...this.#words, ...this.#flush];
    this.#words = [];
    return words;
  }
}
