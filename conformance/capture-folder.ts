/** Writes capture folders: what a live sender sent, to be judged as `capture:DIR`. */
import { concat } from "@std/bytes";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { RamBlock } from "../protocol/ram.ts";
import type { QemuVersion } from "./targets/qemu/version.ts";
import { UsageError } from "./usage-error.ts";

export interface Capture {
  qemu: QemuVersion;
  /** Who built it. */
  package: string;
  machine: string;
  /** Bytes. */
  pageSize: number;
  /** As QMP's `migrate-set-parameters` took them. */
  parameters: Record<string, unknown>;
  /** What `query-migrate` said at the end. */
  queryMigrate: unknown;
  main: Uint8Array;
  channels: readonly Uint8Array[];
  trace?: readonly string[];
  /** RAM that must come out. */
  blocks: readonly RamBlock[];
}

/** Makes the folder. Throws a UsageError when there is something in it, or it cannot be made. */
export function emptyFolder(dir: string): void {
  let names: string[];
  try {
    mkdirSync(dir, { recursive: true });
    names = readdirSync(dir);
  } catch (error) {
    throw new UsageError(`--out ${dir}: ${(error as Error).message}`);
  }
  if (names.length > 0) {
    throw new UsageError(`--out ${dir}: it holds ${names[0]}; expected an empty folder`);
  }
}

export function writeCapture(dir: string, capture: Capture): void {
  const { main, channels, trace, blocks, ...meta } = capture;
  const streams: Record<string, Uint8Array> = { main };
  for (const [number, bytes] of channels.entries()) streams[`channel-${number}`] = bytes;
  for (const [name, bytes] of Object.entries(streams)) {
    writeFileSync(join(dir, `${name}.bin.gz`), gzipSync(bytes));
  }
  writeFileSync(join(dir, "ram.bin.gz"), gzipSync(concat(blocks.map((block) => block.bytes))));
  if (trace) {
    writeFileSync(
      join(dir, "trace.log"),
      trace.map((line) => withoutPointers(line) + "\n").join(""),
    );
  }
  const text = JSON.stringify(
    {
      ...meta,
      ramBlocks: Object.fromEntries(blocks.map(({ name, usedLength }) => [name, usedLength])),
      streamBytes: Object.fromEntries(
        Object.entries(streams).map(([name, bytes]) => [name, bytes.length]),
      ),
    },
    null,
    2,
  );
  writeFileSync(join(dir, "meta.json"), text + "\n");
}

/** So that two recordings can be compared. */
function withoutPointers(line: string): string {
  return line.replace(/0x[0-9a-f]{8,}/g, "0x0");
}
