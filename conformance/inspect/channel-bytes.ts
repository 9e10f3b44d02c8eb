/** The bytes of a recorded channel, raw or gzip: told apart by content, and never held as a whole. */
import { createReadStream } from "node:fs";
import process from "node:process";
import { createGunzip } from "node:zlib";

/** Input bytes that are inflated at a time: at most a thousand times as many come out. */
const PIECE = 16 * 1024;
/** Inflated bytes that node:zlib drops when the next ones fail; twice the speed at eight times as many. */
const LOST_AT_MOST = 2 * 1024;

/** What a file holds, or standard input for `-`. Errors of the file system come while reading. */
export function channelBytes(file: string): AsyncGenerator<Uint8Array> {
  return unzipped(file === "-" ? process.stdin : createReadStream(file));
}

/** What the chunks hold: the same bytes, or the inflated ones where they begin as gzip does. */
export async function* unzipped(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  try {
    const first: Uint8Array[] = [];
    const head: number[] = [];
    while (head.length < 2) {
      const { value, done } = await source.next();
      if (done) break;
      first.push(value);
      head.push(...value.subarray(0, 2));
    }
    const all = chain(first, source);
    yield* head[0] === 0x1f && head[1] === 0x8b ? inflated(all) : all;
  } finally {
    await source.return?.();
  }
}

async function* chain(first: Uint8Array[], rest: AsyncIterator<Uint8Array>) {
  yield* first;
  for (;;) {
    const { value, done } = await rest.next();
    if (done) return;
    yield value;
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
