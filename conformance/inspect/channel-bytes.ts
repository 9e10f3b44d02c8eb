/** The bytes of a recorded channel, raw or gzip: told apart by content, and never held as a whole. */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import process from "node:process";
import { setTimeout } from "node:timers/promises";
import { createGunzip } from "node:zlib";

/** Input bytes that are inflated at a time: at most a thousand times as many come out. */
const PIECE = 16 * 1024;
/** Between two looks at a file that may have grown. */
const LOOK_AGAIN_MS = 100;
/** Inflated bytes that node:zlib drops when the next ones fail; twice the speed at eight times as many. */
const LOST_AT_MOST = 2 * 1024;

/** What a file holds, or standard input for `-`. Errors of the file system come while reading. */
export function channelBytes(file: string): AsyncGenerator<Uint8Array> {
  return unzipped(file === "-" ? process.stdin : createReadStream(file));
}

/** The same of a file that grows, until `signal` says that it is enough. */
export function growingBytes(file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  return unzipped(growing(file, signal));
}

async function* growing(file: string, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const handle = await open(file);
  try {
    const buffer = new Uint8Array(PIECE);
    while (!signal.aborted) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead > 0) yield buffer.slice(0, bytesRead);
      else await setTimeout(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    await handle.close();
  }
}

/** What the chunks hold: the same bytes, or the inflated ones where they begin as gzip does. */
export async function* unzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { head, all } = await withHead(chunks, 2);
  yield* head[0] === 0x1f && head[1] === 0x8b ? inflated(all) : all;
}

/** The first `length` bytes, or all where there are fewer, and the chunks with them. A failure comes with the chunks. */
export async function withHead(
  chunks: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ head: Uint8Array; all: AsyncGenerator<Uint8Array> }> {
  const source = chunks[Symbol.asyncIterator]();
  const first: Uint8Array[] = [];
  const head: number[] = [];
  let failure: unknown;
  try {
    while (head.length < length) {
      const { value, done } = await source.next();
      if (done) break;
      first.push(value);
      head.push(...value.subarray(0, length - head.length));
    }
  } catch (error) {
    failure = error;
  }
  return { head: Uint8Array.from(head), all: chain(first, failure, source) };
}

/** Closes the source, whoever stops. */
async function* chain(first: Uint8Array[], failure: unknown, rest: AsyncIterator<Uint8Array>) {
  try {
    yield* first;
    if (failure) throw failure;
    for (;;) {
      const { value, done } = await rest.next();
      if (done) return;
      yield value;
    }
  } finally {
    await rest.return?.();
  }
}

/**
 * A piece goes in when all of the last one has come out. A pipe would read ahead, and on damaged input throw away what
 * it had inflated already.
 */
async function* inflated(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: LOST_AT_MOST });
  let out: Uint8Array[] = [];
  let failure: Error | undefined, ended = false, wake = () => {};
  gunzip.on("data", (data: Uint8Array) => out.push(data));
  gunzip.on("error", (error: Error) => {
    failure = error;
    wake();
  });
  gunzip.on("end", () => {
    ended = true;
    wake();
  });
  const settled = (start: (done: () => void) => void) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      start(resolve);
    });
  const taken = () => {
    const data = out;
    out = [];
    return data;
  };
  try {
    for await (const chunk of chunks) {
      for (let at = 0; at < chunk.length; at += PIECE) {
        await settled((done) => gunzip.write(chunk.subarray(at, at + PIECE), done));
        yield* taken();
        if (failure) throw failure;
      }
    }
    if (!ended) await settled(() => gunzip.end());
    yield* taken();
    if (failure) throw failure;
  } finally {
    gunzip.destroy();
  }
}
