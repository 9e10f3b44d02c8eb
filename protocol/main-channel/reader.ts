import { Cursor } from "../cursor.ts";
import type { RamBlockInfo } from "../ram.ts";
import { readConfiguration } from "./configuration.ts";
import { passDevice } from "./device-section.ts";
import { FILE_MAGIC, FILE_VERSION, type PlacedWord, RAM_SECTION, SECTION } from "./format.ts";
import { readBlocks, readWords } from "./ram-section.ts";

/** What a whole main channel says, as far as multifd cares. */
export interface MainChannel {
  machine: string;
  /** The sender's capabilities, where it says them. */
  capabilities: string[];
  /** In the order of the set-up section. */
  blocks: RamBlockInfo[];
  /** All words behind the list of blocks, in order, those of the set-up section first. */
  words: PlacedWord[];
  /** Every section in order; devices are passed over. */
  sections: MainChannelSection[];
  /** The JSON text at the stream's end. */
  description: string;
}

export interface MainChannelSection {
  kind: "start" | "part" | "end" | "full";
  name: string;
  byteOffset: number;
}

/**
 * Reads a main channel from its first byte to its last.
 *
 * @param options.pageSize Bytes of a page; 4096 if absent.
 * @throws {ProtocolError} `main-channel`, with the byte offset of what is wrong or missing. Offsets of pages are not judged.
 *
 * @example
 * ```ts
 * import { MainChannelWriter, readMainChannel } from "../main-channel.ts";
 * const pieces: Uint8Array[] = [];
 * const writer = new MainChannelWriter((bytes) => pieces.push(bytes));
 * writer.setUp("none", [{ name: "ram", usedLength: 4096 }]);
 * writer.end([]);
 * writer.finish();
 * console.log(readMainChannel(new Uint8Array(pieces.flatMap((piece) => [...piece]))).blocks);
 * ```
 */
export function readMainChannel(
  bytes: Uint8Array,
  options: { pageSize?: number } = {},
): MainChannel {
  return readStream(new Cursor(bytes, "main-channel"), options.pageSize ?? 4096);
}

/** The same for a cursor with its own error code; `behindBlock` reads what a mapped-ram file has behind each block. */
export function readStream(
  cursor: Cursor,
  pageSize: number,
  behindBlock?: (block: RamBlockInfo) => void,
): MainChannel {
  return new Reader(cursor, pageSize, behindBlock).read();
}

const KINDS = new Map<number, MainChannelSection["kind"]>([
  [SECTION.START, "start"],
  [SECTION.PART, "part"],
  [SECTION.END, "end"],
  [SECTION.FULL, "full"],
]);

class Reader {
  readonly #cursor: Cursor;
  readonly #pageSize: number;
  readonly #behindBlock?: (block: RamBlockInfo) => void;
  readonly #names = new Map<number, string>();
  /** Of the last word that has one: CONTINUE stands for it. */
  #ramblock: string | undefined;
  readonly #channel: MainChannel = {
    machine: "",
    capabilities: [],
    blocks: [],
    words: [],
    sections: [],
    description: "",
  };

  constructor(
    cursor: Cursor,
    pageSize: number,
    behindBlock?: (block: RamBlockInfo) => void,
  ) {
    this.#cursor = cursor;
    this.#pageSize = pageSize;
    this.#behindBlock = behindBlock;
  }

  read(): MainChannel {
    const cursor = this.#cursor;
    expectNumber(cursor, cursor.u32("magic"), FILE_MAGIC, "magic", 4);
    expectNumber(cursor, cursor.u32("version"), FILE_VERSION, "version", 4);
    if (cursor.peek() === SECTION.CONFIGURATION) {
      Object.assign(this.#channel, readConfiguration(cursor));
    }
    while (this.#section());
    expectNumber(cursor, cursor.u8("description"), SECTION.DESCRIPTION, "description", 1);
    this.#channel.description = cursor.text(cursor.u32("description length"), "description");
    if (cursor.left > 0) {
      throw cursor.wrong("end of stream", cursor.at, `${cursor.left} bytes more`, "none");
    }
    return this.#channel;
  }

  /** False: that was the end of the stream. */
  #section(): boolean {
    const cursor = this.#cursor;
    const byteOffset = cursor.at;
    const type = cursor.u8("section type");
    if (type === SECTION.END_OF_STREAM) return false;
    if (type === SECTION.COMMAND) {
      cursor.u16("command");
      cursor.take(cursor.u16("command length"), "command payload");
      return true;
    }
    const kind = KINDS.get(type);
    if (kind === undefined) {
      throw cursor.wrong("section type", byteOffset, type, "0 to 4, or 8");
    }
    this.#body(kind, byteOffset);
    return true;
  }

  #body(kind: MainChannelSection["kind"], byteOffset: number): void {
    const cursor = this.#cursor;
    const id = cursor.u32("section id");
    const begins = kind === "start" || kind === "full";
    if (begins) {
      this.#names.set(id, cursor.name("section name"));
      cursor.take(8, "section instance and version");
    }
    const name = this.#names.get(id);
    if (name === undefined) {
      throw cursor.wrong("section id", cursor.at - 4, id, [...this.#names.keys()].join());
    }
    const { sections, blocks, words } = this.#channel;
    sections.push({ kind, name, byteOffset });
    if (name !== RAM_SECTION || kind === "full") {
      passDevice(cursor, id);
      return;
    }
    if (kind === "start") {
      for (const block of readBlocks(cursor, this.#behindBlock)) blocks.push(block);
    }
    for (const word of readWords(cursor, this.#pageSize, this.#ramblock)) {
      words.push(word);
      if ("ramblock" in word) this.#ramblock = word.ramblock;
    }
    expectNumber(cursor, cursor.u8("footer"), SECTION.FOOTER, "footer", 1);
    expectNumber(cursor, cursor.u32("footer"), id, "footer", 4);
  }
}

function expectNumber(
  cursor: Cursor,
  value: number,
  expected: number,
  field: string,
  size: number,
): void {
  if (value !== expected) throw cursor.wrong(field, cursor.at - size, value, expected);
}
