/** The guest's RAM in its shared file. */
import { Buffer } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

/** All of it; in `memory` where that is given, as long as the file. */
export function readRam(file: string, memory?: Uint8Array): Uint8Array {
  return withFile(file, (fd) => {
    const bytes = memory ?? new Uint8Array(fstatSync(fd).size);
    for (let at = 0; at < bytes.length;) {
      const count = readSync(fd, bytes, at, bytes.length - at, at);
      if (count === 0) throw new RangeError(`${file}: ${at} bytes, not ${bytes.length}`);
      at += count;
    }
    return bytes;
  });
}

/** Writes RAM in place, for QEMU has the file mapped: what differs from `before`, which it holds. */
export function writeRam(file: string, bytes: Uint8Array, before?: Uint8Array): void {
  withFile(file, (fd) => {
    if (!before) return write(fd, bytes, 0, bytes.length);
    let from = 0;
    for (let at = 0; at < bytes.length; at += PIECE) {
      const end = Math.min(at + PIECE, bytes.length);
      if (Buffer.compare(bytes.subarray(at, end), before.subarray(at, end)) !== 0) continue;
      write(fd, bytes, from, at);
      from = end;
    }
    write(fd, bytes, from, bytes.length);
  });
}

const PIECE = 4096;

function write(fd: number, bytes: Uint8Array, from: number, to: number): void {
  for (let at = from; at < to;) at += writeSync(fd, bytes, at, to - at, at);
}

function withFile<T>(file: string, work: (fd: number) => T): T {
  const fd = openSync(file, "r+");
  try {
    return work(fd);
  } finally {
    closeSync(fd);
  }
}
