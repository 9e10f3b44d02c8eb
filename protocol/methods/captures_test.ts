import { assert, assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { IMPLEMENTATIONS } from "./testing.ts";

const CAPTURES = new URL("../../captures/", import.meta.url);
const PAGE = 4096;

const read = (folder: string, file: string): Uint8Array =>
  new Uint8Array(zlib.gunzipSync(readFileSync(new URL(`${folder}/${file}`, CAPTURES))));

/** The offsets and payloads of a recorded channel, read here without the codec. */
function* payloadsOf(channel: Uint8Array) {
  const view = new DataView(channel.buffer, channel.byteOffset, channel.length);
  for (let at = 64; at < channel.length;) {
    const normalPages = view.getUint32(at + 16);
    const size = normalPages > 0 ? view.getUint32(at + 20) : 0;
    const offsets = Array.from(
      { length: normalPages },
      (_, i) => Number(view.getBigUint64(at + 320 + 8 * i)),
    );
    at += 320 + 8 * 128;
    if (normalPages > 0) yield { offsets, payload: channel.subarray(at, at + size) };
    at += size;
  }
}

for (const { name, format, decompressor } of IMPLEMENTATIONS) {
  const folders = readdirSync(CAPTURES).filter((folder) => folder.includes(`-${format.method}`));

  test(`${name}: every packet of the ${folders.length} captures is read, and RAM is what it was`, () => {
    assertEquals(folders.length, 3);
    for (const folder of folders) {
      const expected = read(folder, "ram.bin.gz");
      const ram = new Uint8Array(expected.length);
      let packets = 0;
      for (const channel of ["channel-0.bin.gz", "channel-1.bin.gz"]) {
        const reader = decompressor();
        for (const { offsets, payload } of payloadsOf(read(folder, channel))) {
          reader.decompress(payload, offsets.map((offset) => ram.subarray(offset, offset + PAGE)));
          packets++;
        }
        reader.close();
      }
      assert(packets >= 4, `${folder}: ${packets} packets`);
      assertEquals(Buffer.compare(ram, expected), 0, folder);
    }
  });

  test(`${name}: a captured channel gives what one call of node:zlib gives for all its payloads`, () => {
    for (const folder of folders) {
      for (const channel of ["channel-0.bin.gz", "channel-1.bin.gz"]) {
        const packets = [...payloadsOf(read(folder, channel))];
        const reader = decompressor();
        const pages = packets.flatMap(({ offsets, payload }) => {
          const given = offsets.map(() => new Uint8Array(PAGE));
          reader.decompress(payload, given);
          return given;
        });
        reader.close();
        const whole = Buffer.concat(packets.map(({ payload }) => payload));
        assertEquals(Buffer.compare(Buffer.concat(pages), inOneCall(format.method, whole)), 0);
      }
    }
  });
}

function inOneCall(method: string, bytes: Uint8Array): Uint8Array {
  const library = zlib as unknown as { zstdDecompressSync(b: Uint8Array, o: unknown): Uint8Array };
  const constants = zlib.constants as unknown as Record<string, number>;
  return method === "zlib"
    ? zlib.inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH })
    : library.zstdDecompressSync(bytes, { finishFlush: constants.ZSTD_e_flush });
}
