/** Bytes in messages: base64, or parts of files in a folder that both sides agreed on. */
import { Buffer } from "node:buffer";
import {
  closeSync,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { AnswerError, shown } from "./answer.ts";
import type { WireBytes } from "./messages.ts";

/** Longer bytes than this go to a file where files are agreed on. */
const FILE_THRESHOLD = 64 * 1024;
/** Of one part of a file: a line may be as long. */
const MAX_PART = 64 * 1024 * 1024;

/** Puts bytes into messages and takes them out. */
export class Payloads {
  readonly #folder: string;
  /** The first letter of our files' names. */
  readonly #prefix: string;
  /** Both sides take files. */
  files = false;
  #written = 0;

  constructor(folder: string, prefix: string) {
    this.#folder = folder;
    this.#prefix = prefix;
  }

  put(bytes: Uint8Array): WireBytes {
    if (!this.files || bytes.length <= FILE_THRESHOLD) return toBase64(bytes);
    const file = `${this.#prefix}-${++this.#written}`;
    writeFileSync(join(this.#folder, file), bytes);
    return { file, offset: 0, length: bytes.length };
  }

  /** Throws an AnswerError that names `member` when there are no such bytes. */
  take(bytes: WireBytes, member: string): Uint8Array {
    if (typeof bytes === "string") return fromBase64(bytes, member);
    if (!this.files) throw new AnswerError(`${member} is in a file, and hello says "files": false`);
    const { file, offset, length } = bytes;
    if (length > MAX_PART) {
      throw new AnswerError(`${member}.length is ${length}, and at most ${MAX_PART} is taken`);
    }
    const path = join(this.#folder, file);
    if (!isPlainFile(file, path)) {
      throw new AnswerError(`${member}.file: there is no file ${shown(file)} in the folder`);
    }
    const fd = openSync(path, "r");
    try {
      const { size } = fstatSync(fd);
      if (offset + length > size) {
        throw new AnswerError(
          `${member} ends at byte ${offset + length} of file ${shown(file)}, which has ${size}`,
        );
      }
      const part = new Uint8Array(length);
      let read = 0;
      while (read < length) {
        const count = readSync(fd, part, read, length - read, offset + read);
        if (count === 0) break;
        read += count;
      }
      return part.subarray(0, read);
    } finally {
      closeSync(fd);
    }
  }

  /** Removes every file of either side. */
  clear(): void {
    if (!this.files) return;
    for (const name of readdirSync(this.#folder)) {
      rmSync(join(this.#folder, name), { recursive: true, force: true });
    }
  }
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

/** Throws an AnswerError that names `member` when it is no base64. */
export function fromBase64(text: string, member: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  // Buffer skips what it does not know.
  if (text.length % 4 !== 0 || bytes.length !== text.length / 4 * 3 - padding) {
    throw new AnswerError(`${member} is not base64`);
  }
  return bytes;
}

/** No way out of the folder, and nothing that blocks: neither links nor pipes. */
function isPlainFile(name: string, path: string): boolean {
  if (name.includes("/") || name.includes("\0")) return false;
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
