import process from "node:process";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { concat } from "@std/bytes";
import { unzipped } from "./channel-bytes.ts";

/** As good as random, so that half of the gzip is half of the data. */
const DATA = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, i * 40503 + 1) >>> 11);
const ZIPPED = new Uint8Array(gzipSync(DATA));

/** Each piece in the same memory. */
async function* inPieces(bytes: Uint8Array, size: number) {
  const buffer = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, at + size);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}

async function all(bytes: Uint8Array, size = 10_000) {
  const chunks: Uint8Array[] = [];
  for await (const chunk of await unzipped(inPieces(bytes, size))) {
    chunks.push(new Uint8Array(chunk));
  }
  return concat(chunks);
}

test("raw bytes come as they are, gzip inflated, in pieces of any size", async () => {
  for (const size of [1000, 65_536, 1_000_000]) {
    assertEquals(await all(DATA, size), DATA);
    assertEquals(await all(ZIPPED, size), DATA);
  }
  for (const length of [99, 20_000]) {
    const few = DATA.subarray(0, length);
    assertEquals(await all(few, 1), few);
    assertEquals(await all(new Uint8Array(gzipSync(few)), 1), few);
  }
});

test("a file of less than two bytes is no gzip", async () => {
  assertEquals((await all(new Uint8Array(0))).length, 0);
  assertEquals([...await all(Uint8Array.of(0x1f))], [0x1f]);
});

test("several gzip members are one channel, and zeros behind them are none of it", async () => {
  assertEquals((await all(concat([ZIPPED, ZIPPED]))).length, 2 * DATA.length);
  assertEquals((await all(concat([ZIPPED, new Uint8Array(50_000)]))).length, DATA.length);
});

test("cut gzip gives all that can be inflated before it fails", async () => {
  let length = 0;
  const half = ZIPPED.subarray(0, ZIPPED.length >> 1);
  await assertRejects(
    async () => {
      for await (const chunk of await unzipped(inPieces(half, 5000))) length += chunk.length;
    },
    Error,
    "unexpected end of file",
  );
  assert(length > DATA.length / 4, `${length} bytes`);
});

test("a bomb is inflated piece by piece, as it is wanted", async () => {
  const member = new Uint8Array(gzipSync(new Uint8Array(8 * 1024 * 1024)));
  const bomb = concat(Array.from({ length: 32 }, () => member));
  const before = process.memoryUsage.rss();
  for await (const chunk of await unzipped(inPieces(bomb, bomb.length))) {
    assert(chunk.length <= 64 * 1024);
    const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
    assert(grown < 128, `${grown} MiB for the first bytes of a bomb of 256 MiB`);
    break;
  }
});

test("the source is closed when nobody wants more", async () => {
  for (const bytes of [DATA, ZIPPED]) {
    let closed = false;
    const source = async function* () {
      try {
        yield* inPieces(bytes, 100);
      } finally {
        closed = true;
      }
    };
    for await (const _ of await unzipped(source())) break;
    assert(closed);
  }
});
