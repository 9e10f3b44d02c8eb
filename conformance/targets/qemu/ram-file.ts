/** The guest's RAM in its shared file. */
import { Buffer } from "node:buffer";
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

export function readRam(file: string): Uint8Array {
  const { buffer, byteOffset, length } = readFileSync(file);
  return new Uint8Array(buffer, byteOffset, length);
}

/** Writes RAM in place, for QEMU has the file mapped; only what differs from `old`, where that is known. */
export function writeRam(file: string, bytes: Uint8Array, old?: Uint8Array): void {
  const fd = openSync(file, "r+");
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      const end = Math.min(at + PIECE, bytes.length);
      if (old && Buffer.compare(bytes.subarray(at, end), old.subarray(at, end)) === 0) continue;
      for (let from = at; from < end;) from += writeSync(fd, bytes, from, end - from, from);
    }
  } finally {
    closeSync(fd);
  }
}

const PIECE = 4096;
