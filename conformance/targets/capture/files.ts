/** Files of a capture folder. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { UsageError } from "../../usage-error.ts";

/** Bytes that the files of a folder may unpack to: a gzip of a few kilobytes can hold gigabytes. */
const MOST = 2 ** 30;

/** What may still be unpacked. */
export interface Budget {
  bytes: number;
}

export function newBudget(): Budget {
  return { bytes: MOST };
}

/** The file unpacked. Throws a UsageError that names it. */
export function readPacked(file: string, budget = newBudget()): Uint8Array {
  const packed = read(file);
  try {
    const bytes = gunzipSync(packed, { maxOutputLength: Math.max(1, budget.bytes) });
    budget.bytes -= bytes.length;
    return bytes;
  } catch (error) {
    throw new UsageError(
      `${file}: not a gzip file of at most ${MOST} bytes with those before it: ${words(error)}`,
    );
  }
}

/** Undefined where there is no such file. */
export function readPackedIfThere(file: string, budget: Budget): Uint8Array | undefined {
  return existsSync(file) ? readPacked(file, budget) : undefined;
}

export function readText(file: string): string {
  return new TextDecoder().decode(read(file));
}

function read(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new UsageError(`${file}: ${words(error)}`);
  }
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
