/** Reads mapped-ram files: what a migration to a file writes in place of packets (SND-20, SND-21). */
import { Cursor } from "./cursor.ts";
import { readStream } from "./main-channel/reader.ts";
import { MappedRamBlock } from "./mapped-ram/block.ts";
import { CAPABILITY, readBlockHeader } from "./mapped-ram/header.ts";

export { MappedRamBlock } from "./mapped-ram/block.ts";

export interface MappedRamFile {
  machine: string;
  /** In the order of the file. */
  blocks: MappedRamBlock[];
}

/**
 * Reads a whole file. Blocks and their pages are views of `file`.
 *
 * @throws {ProtocolError} `mapped-ram`, with the byte offset of what is wrong or missing.
 *
 * @example
 * ```ts
 * import { readFileSync } from "node:fs";
 * import { readMappedRam } from "./mapped-ram.ts";
 * for (const block of readMappedRam(readFileSync("vm.mapped-ram")).blocks) {
 *   console.log(block.name, block.isSet(0), block.rebuild().bytes.length);
 * }
 * ```
 */
export function readMappedRam(file: Uint8Array): MappedRamFile {
  const cursor = new Cursor(file, "mapped-ram");
  const blocks: MappedRamBlock[] = [];
  const { machine, capabilities } = readStream(cursor, 4096, (block) => {
    blocks.push(new MappedRamBlock(file, block, readBlockHeader(cursor, block.usedLength)));
  });
  if (!capabilities.includes(CAPABILITY)) {
    throw cursor.wrong("capabilities", 0, capabilities.join() || "none", CAPABILITY);
  }
  return { machine, blocks };
}
