import { concat } from "@std/bytes";
import type { RamBlockInfo } from "../ram.ts";
import { counted, encode, u32, u64 } from "./fields.ts";
import {
  FILE_MAGIC,
  FILE_VERSION,
  type MainChannelWord,
  MEM_UNIT,
  RAM_SECTION,
  RAM_VERSION,
  SECTION,
  WORD,
} from "./format.ts";

/**
 * A word that may be written; the writer ends each section with its EOS itself.
 *
 * @example
 * ```ts
 * import type { WritableWord } from "@multifd/conformance";
 * const barrier: WritableWord = { kind: "flush" };
 * ```
 */
export type WritableWord = Exclude<MainChannelWord, { kind: "eos" }>;

/** The id of the RAM section. Any will do, QEMU's senders use 1 or 2. */
const RAM_ID = u32(1);
const FOOTER = concat([Uint8Array.of(SECTION.FOOTER), RAM_ID]);
const FLUSH = u64(BigInt(WORD.MULTIFD_FLUSH));
const EOS = u64(BigInt(WORD.EOS));
/** A zero page's only byte. */
const FILL = Uint8Array.of(0);
/** Up to the name of the machine. */
const HEADER = concat([
  u32(FILE_MAGIC),
  u32(FILE_VERSION),
  Uint8Array.of(SECTION.CONFIGURATION),
]);
/** Up to the size of RAM. */
const START = concat([
  Uint8Array.of(SECTION.START),
  RAM_ID,
  counted(RAM_SECTION),
  u32(0),
  u32(RAM_VERSION),
]);
const DESCRIPTION = encode("{}");
const END_OF_STREAM = concat([
  Uint8Array.of(SECTION.END_OF_STREAM, SECTION.DESCRIPTION),
  u32(DESCRIPTION.length),
  DESCRIPTION,
]);

/**
 * Writes a main channel that a QEMU receiver loads: `setUp`, then `part` for each pass, `end`, `finish`. Every call gives
 * the sink whole sections.
 *
 * @example
 * ```ts
 * import { MainChannelWriter } from "@multifd/conformance";
 * const writer = new MainChannelWriter((bytes) => console.log(bytes.length));
 * writer.setUp("none", [{ name: "ram", usedLength: 4096 }], [{ kind: "flush" }]);
 * writer.part([{ kind: "zero", ramblock: "ram", offset: 0n }]);
 * writer.end([{ kind: "flush" }]);
 * writer.finish();
 * ```
 */
export class MainChannelWriter {
  readonly #sink: (bytes: Uint8Array) => void;

  /** `sink` takes whole sections. */
  constructor(sink: (bytes: Uint8Array) => void) {
    this.#sink = sink;
  }

  /**
   * The header, the configuration and the RAM section's start.
   *
   * @param machine The machine type, `none` or `pc-i440fx-10.0`.
   * @param blocks All RAM blocks; they must add up to more than 0 bytes.
   * @param words Words in the set-up section: a flush there lets data follow without waiting.
   */
  setUp(
    machine: string,
    blocks: readonly RamBlockInfo[],
    words: readonly WritableWord[] = [],
  ): void {
    const entries = blocks.map(blockEntry);
    this.#sink(concat([beginning(machine, blocks), ...entries, ...endOfData(words)]));
  }

  /** One part section. Its first zero page or page names its block, later ones of the same block do not. */
  part(words: readonly WritableWord[]): void {
    this.#section(SECTION.PART, words);
  }

  /** The RAM section's end. */
  end(words: readonly WritableWord[]): void {
    this.#section(SECTION.END, words);
  }

  /** The end of the stream and an empty description of devices: a receiver waits for both. */
  finish(): void {
    this.#sink(END_OF_STREAM.slice());
  }

  #section(type: number, words: readonly WritableWord[]): void {
    this.#sink(concat([Uint8Array.of(type), RAM_ID, ...endOfData(words)]));
  }
}

/** Everything before the list of blocks. A mapped-ram file names its capability. */
export function beginning(
  machine: string,
  blocks: readonly RamBlockInfo[],
  capabilities: readonly string[] = [],
): Uint8Array {
  const name = encode(machine);
  return concat([
    HEADER,
    u32(name.length),
    name,
    ...capabilitiesOf(capabilities),
    START,
    u64(memorySize(blocks)),
  ]);
}

/** A block in the list. */
export function blockEntry({ name, usedLength }: RamBlockInfo): Uint8Array {
  return concat([counted(name), u64(BigInt(usedLength))]);
}

/** The words of a RAM section, its EOS and its footer. */
export function endOfData(words: readonly WritableWord[]): Uint8Array[] {
  return [...dataOf(words), FOOTER];
}

function capabilitiesOf(capabilities: readonly string[]): Uint8Array[] {
  if (capabilities.length === 0) return [];
  return [
    Uint8Array.of(SECTION.SUBSECTION),
    counted("configuration/capabilities"),
    u32(1),
    u32(capabilities.length),
    ...capabilities.map(counted),
  ];
}

/** A last unit that is not full counts as one. */
function memorySize(blocks: readonly RamBlockInfo[]): bigint {
  const total = blocks.reduce((sum, { usedLength }) => sum + BigInt(usedLength), 0n);
  return (total + MEM_UNIT - 1n) / MEM_UNIT * MEM_UNIT + BigInt(WORD.MEM_SIZE);
}

function dataOf(words: readonly WritableWord[]): Uint8Array[] {
  const data: Uint8Array[] = [];
  let ramblock: string | undefined;
  for (const word of words) {
    if (word.kind === "flush") {
      data.push(FLUSH);
      continue;
    }
    const flag = word.kind === "zero" ? WORD.ZERO : WORD.PAGE;
    if (word.ramblock === ramblock) {
      data.push(u64(word.offset | BigInt(flag | WORD.CONTINUE)));
    } else {
      data.push(u64(word.offset | BigInt(flag)), counted(word.ramblock));
      ramblock = word.ramblock;
    }
    data.push(word.kind === "zero" ? FILL : word.bytes);
  }
  data.push(EOS);
  return data;
}
