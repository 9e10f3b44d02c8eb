/** The payloads of `methods.ts` by `node:zlib` alone: one stream, flushed at each packet's end. */
import { hash } from "node:crypto";
import { once } from "node:events";
import * as zlib from "node:zlib";
import { concat } from "@std/bytes";
import type { StreamFormat } from "../../protocol/methods/stream-format.ts";
import { ZLIB } from "../../protocol/methods/zlib.ts";
import { ZSTD } from "../../protocol/methods/zstd.ts";
import { serve, type Task } from "./serve.ts";
import { payloadsOf, send } from "./wire.ts";
import { words } from "./words.ts";

/** Bytes of a packet's pages. */
const PACKET = 512 * 1024;
/** Of 16 KiB to 1 MiB the fastest for all four; a single synchronous call is no faster with any. */
const CHUNK = 128 * 1024;

/** What the library's streams share; type definitions of some runtimes have no zstd. */
type Stream = zlib.Deflate;
const classes = zlib as unknown as Record<string, new (options: unknown) => Stream>;
const source = words(8 * 1024 * 1024);

await serve({
  "sender-zlib": () => sending(ZLIB),
  "sender-zstd": () => sending(ZSTD),
  "receiver-zlib": () => receiving(ZLIB),
  "receiver-zstd": () => receiving(ZSTD),
});

function sending({ compress, compressOptions, flush }: StreamFormat): Task {
  async function act(): Promise<Uint8Array[]> {
    const stream = new classes[compress]({ ...compressOptions(1), chunkSize: CHUNK });
    const sent: Uint8Array[] = [];
    stream.on("data", (bytes: Uint8Array) => sent.push(bytes));
    for (let at = 0; at < source.length; at += PACKET) {
      stream.write(source.subarray(at, at + PACKET));
      await new Promise<void>((resolve) => stream.flush(flush.packet, resolve));
    }
    stream.destroy();
    return sent;
  }
  const show = async () => hash("sha256", concat(await act()));
  return { act, show, waits: true };
}

function receiving({ method, decompress, decompressOptions }: StreamFormat): Task {
  const payloads = payloadsOf(send(source, method));
  const ram = new Uint8Array(source.length);
  async function act(): Promise<void> {
    const stream = new classes[decompress]({ ...decompressOptions, chunkSize: CHUNK });
    let at = 0;
    stream.on("data", (bytes: Uint8Array) => {
      ram.set(bytes, at);
      at += bytes.length;
    });
    for (const payload of payloads) stream.write(payload);
    while (at < ram.length) await once(stream, "data");
    stream.destroy();
  }
  async function show(): Promise<string> {
    await act();
    return hash("sha256", ram);
  }
  return { act, show, waits: true };
}
