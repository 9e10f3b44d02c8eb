/** The guest's RAM in its shared file. */
import { Buffer } from "node:buffer";
import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

/** All of it. */
export function readRam(file: string): Uint8Array {
  return withFile(file, (fd) => {
    const bytes = new Uint8Array(fstatSync(fd).size);
    read(fd, bytes);
    return bytes;
  });
}

/** Writes RAM in place, for QEMU has the file mapped. */
export function writeRam(file: string, bytes: Uint8Array): void {
  withFile(file, (fd) => write(fd, bytes, 0));
}

/** RAM that is read and written many times, page by page. */
export class RamPages {
  readonly #fd: number;
  /** As it was read or written last. */
  #held: readonly Uint8Array[];

  /** @param held What the file holds; all that is written has pages of the same length. */
  constructor(file: string, held: readonly Uint8Array[]) {
    this.#fd = openSync(file, "r+");
    this.#held = held;
  }

  /**
   * Pages that have not changed are those that were read or written last, others in memory from `take`. Throws a
   * RangeError where the file is shorter.
   */
  read(take: (length: number) => Uint8Array): Uint8Array[] {
    const bytes = roomFor(this.#held);
    read(this.#fd, bytes);
    let at = 0;
    const pages = this.#held.map((page) => {
      const now = bytes.subarray(at, at += page.length);
      if (Buffer.compare(page, now) === 0) return page;
      const changed = take(page.length);
      changed.set(now);
      return changed;
    });
    this.#held = pages;
    return pages;
  }

  /** Writes what is not there already, and few pages between: a call of the kernel costs as much as some of them. */
  write(pages: readonly Uint8Array[]): void {
    let first: number | undefined, last = 0;
    for (const [i, page] of pages.entries()) {
      const held = this.#held[i];
      if (page === held || Buffer.compare(page, held) === 0) continue;
      if (first !== undefined && i - last > BETWEEN) {
        this.#writeRun(pages, first, last);
        first = undefined;
      }
      first ??= i;
      last = i;
    }
    if (first !== undefined) this.#writeRun(pages, first, last);
    this.#held = pages;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #writeRun(pages: readonly Uint8Array[], first: number, last: number): void {
    const run = pages.slice(first, last + 1);
    const bytes = roomFor(run);
    let at = 0;
    for (const page of run) {
      bytes.set(page, at);
      at += page.length;
    }
    write(this.#fd, bytes, first * pages[0].length);
  }
}

const BETWEEN = 8;

/** Views of the pages; the last may be cut. */
export function pagesIn(bytes: Uint8Array, pageSize: number): Uint8Array[] {
  const count = Math.ceil(bytes.length / pageSize);
  return Array.from({ length: count }, (_, i) => bytes.subarray(i * pageSize, (i + 1) * pageSize));
}

let room = new Uint8Array(0);

/** Room for the bytes of some pages, until it is asked for again. */
function roomFor(pages: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const page of pages) length += page.length;
  if (room.length < length) room = new Uint8Array(length);
  return room.subarray(0, length);
}

function read(fd: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) {
    const count = readSync(fd, bytes, at, bytes.length - at, at);
    if (count === 0) throw new RangeError(`RAM has ${at} bytes, not ${bytes.length}`);
    at += count;
  }
}

function write(fd: number, bytes: Uint8Array, offset: number): void {
  for (let at = 0; at < bytes.length;) {
    at += writeSync(fd, bytes, at, bytes.length - at, offset + at);
  }
}

function withFile<T>(file: string, work: (fd: number) => T): T {
  const fd = openSync(file, "r+");
  try {
    return work(fd);
  } finally {
    closeSync(fd);
  }
}
