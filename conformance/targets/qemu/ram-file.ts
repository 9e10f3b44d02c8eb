/** The guest's RAM in its shared file. */
import { closeSync, openSync, readFileSync, writeSync } from "node:fs";

export function readRam(file: string): Uint8Array {
  return new Uint8Array(readFileSync(file));
}

/** Writes all of RAM in place: QEMU has the file mapped. */
export function writeRam(file: string, bytes: Uint8Array): void {
  const fd = openSync(file, "r+");
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(fd, bytes, at, bytes.length - at, at);
  } finally {
    closeSync(fd);
  }
}
