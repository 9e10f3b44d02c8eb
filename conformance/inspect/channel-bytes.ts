/** The bytes of a recorded channel, raw or gzip: told apart by content, and never held as a whole. */
import { closeSync, openSync, readSync } from "node:fs";
import { open } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { whenReady } from "./when-ready.ts";

/** Bytes that are read at a time. A larger buffer does not stay in the cache, a smaller one costs more calls. */
const READ = 512 * 1024;
/** Input bytes that are inflated at a time: at most a thousand times as many come out. */
const PIECE = 16 * 1024;
/** Between two looks at a file that may have grown. */
const LOOK_AGAIN_MS = 100;
/** Inflated bytes that node:zlib drops when the next ones fail; twice the speed at eight times as many. */
const LOST_AT_MOST = 2 * 1024;

/** Chunks, each good until the next one is asked for. */
export type Chunks = AsyncIterableIterator<Uint8Array>;

/** What a file holds, or standard input for `-`. Errors of the file system come while reading. */
export function channelBytes(file: string): Promise<Chunks> {
  return unzipped(readable(file));
}

/** The same of a file that grows, until `signal` says that it is enough. */
export function growingBytes(file: string, signal: AbortSignal): Promise<Chunks> {
  return unzipped(growing(file, signal));
}

/** Reads synchronously, which is twenty times as fast as a stream: nothing else is to be done meanwhile. */
async function* readable(file: string): Chunks {
  const fd = file === "-" ? 0 : openSync(file, "r");
  try {
    const buffer = new Uint8Array(READ);
    for (;;) {
      const length = await whenReady(() => readSync(fd, buffer));
      if (length === 0) return;
      yield buffer.subarray(0, length);
    }
  } finally {
    if (fd !== 0) closeSync(fd);
  }
}

async function* growing(file: string, signal: AbortSignal): Chunks {
  const handle = await open(file);
  try {
    const buffer = new Uint8Array(PIECE);
    while (!signal.aborted) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
      else await setTimeout(LOOK_AGAIN_MS, undefined, { signal }).catch(() => {});
    }
  } finally {
    await handle.close();
  }
}

/** What the chunks hold: the same bytes, or the inflated ones where they begin as gzip does. */
export async function unzipped(chunks: Chunks): Promise<Chunks> {
  const { head, all } = await withHead(chunks, 2);
  return head[0] === 0x1f && head[1] === 0x8b ? inflated(all) : all;
}

/** The first `length` bytes, or all where there are fewer, and the chunks with them. A failure comes with the chunks. */
export async function withHead(
  chunks: Chunks,
  length: number,
): Promise<{ head: Uint8Array; all: Chunks }> {
  const first: Uint8Array[] = [];
  const head: number[] = [];
  let failure: Promise<never> | undefined;
  try {
    while (head.length < length) {
      const { value, done } = await chunks.next();
      if (done) break;
      first.push(new Uint8Array(value));
      head.push(...value.subarray(0, length - head.length));
    }
  } catch (error) {
    failure = Promise.reject(error);
    failure.catch(() => {});
  }
  return { head: Uint8Array.from(head), all: chain(first, failure, chunks) };
}

/** No generator: a chunk of the rest goes through without a step of its own. */
function chain(first: Uint8Array[], failure: Promise<never> | undefined, rest: Chunks): Chunks {
  const queued = first.values();
  return {
    next() {
      const { value, done } = queued.next();
      return done ? failure ?? rest.next() : Promise.resolve({ value, done: false });
    },
    return: (value) => rest.return!(value),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * A piece goes in when all of the last one has come out. A pipe would read ahead, and on damaged input throw away what
 * it had inflated already.
 */
async function* inflated(chunks: Chunks): Chunks {
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
