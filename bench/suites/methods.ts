import { Buffer } from "node:buffer";
import * as zlib from "node:zlib";
import { Dice } from "../../generators/dice.ts";
import { createCompressor, createDecompressor } from "../../protocol/method.ts";
import type { Suite } from "../compare.ts";

const PAGE = 4096;
const PAGES = 128;
const PACKETS = 8;

/** Pages of words drawn from a few hundred: they compress about as text does. */
const DATA = words(PACKETS * PAGES * PAGE);
/** Where both write to. */
const OUT = new Uint8Array(DATA.length);

export const METHODS: readonly Suite[] = [
  decompression(
    "zlib",
    (all) => zlib.inflateSync(all, { finishFlush: zlib.constants.Z_SYNC_FLUSH }),
  ),
  decompression(
    "zstd",
    (all) => zlib.zstdDecompressSync(all, { finishFlush: zlib.constants.ZSTD_e_flush }),
  ),
];

/** A channel's packets one by one into their pages, and all payloads in one call, copied into the same pages. */
function decompression(method: "zlib" | "zstd", atOnce: (all: Uint8Array) => Uint8Array): Suite {
  const compressor = createCompressor(method);
  const payloads = Array.from({ length: PACKETS }, (_, i) => compressor.compress(pages(DATA, i)));
  compressor.close();
  const all = Buffer.concat(payloads);
  const targets = payloads.map((_, i) => pages(OUT, i));
  return {
    name: `decompress ${PACKETS} ${method} packets of ${PAGES} pages`,
    contestants: {
      "packet by packet": () => {
        const decompressor = createDecompressor(method);
        for (const [i, payload] of payloads.entries()) decompressor.decompress(payload, targets[i]);
        decompressor.close();
        return OUT;
      },
      "node:zlib in one call": () => {
        OUT.set(atOnce(all));
        return OUT;
      },
    },
  };
}

function pages(ram: Uint8Array, packet: number): Uint8Array[] {
  return Array.from({ length: PAGES }, (_, i) => {
    const at = PAGE * (PAGES * packet + i);
    return ram.subarray(at, at + PAGE);
  });
}

function words(length: number): Uint8Array {
  const dice = new Dice(1, 1);
  const vocabulary = Array.from(
    { length: 300 },
    () => Uint8Array.from({ length: dice.between(2, 11) }, () => dice.between(97, 122)),
  );
  const text = new Uint8Array(length);
  for (let at = 0; at < length;) {
    const word = dice.pick(vocabulary).subarray(0, length - at);
    text.set(word, at);
    at += word.length + 1;
  }
  return text;
}
