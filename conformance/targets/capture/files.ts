/** Files of a capture folder. */
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { UsageError } from "../../usage-error.ts";

/** Bytes that one file may unpack to: a gzip of a few kilobytes can hold gigabytes. */
const MOST = 2 ** 30;

/** The file unpacked. Throws a UsageError that names it. */
export function readPacked(file: string): Uint8Array {
  const packed = read(file);
  try {
    return gunzipSync(packed, { maxOutputLength: MOST });
  } catch (error) {
    throw new UsageError(`${file}: not a gzip file of at most ${MOST} bytes: ${words(error)}`);
  }
}

/** Undefined where there is no such file. */
export function readPackedIfThere(file: string): Uint8Array | undefined {
  return existsSync(file) ? readPacked(file) : undefined;
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
