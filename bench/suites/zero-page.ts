import { Buffer } from "node:buffer";
import { isZeroPage } from "../../protocol/zero-page.ts";
import type { Suite } from "../compare.ts";

const PAGE = 4096;
const PAGES = 64;
/** Written to, so that no untouched memory is measured. */
const RAM = new Uint8Array(PAGE * PAGES).fill(1).fill(0);
const WORDS = new Uint32Array(RAM.buffer);
const ZEROS = new Uint8Array(PAGE);

export const ZERO_PAGE: readonly Suite[] = [{
  name: "look at 64 zero pages of 4 KiB",
  contestants: {
    isZeroPage: () => count((at) => isZeroPage(RAM, at, PAGE)),
    "byte loop": () => count(isZeroByBytes),
    "Uint32 loop": () => count(isZeroByWords),
    "Buffer.equals": () => count((at) => Buffer.from(RAM.buffer, at, PAGE).equals(ZEROS)),
  },
}];

function count(isZero: (offset: number) => boolean): number {
  let zero = 0;
  for (let at = 0; at < RAM.length; at += PAGE) if (isZero(at)) zero++;
  return zero;
}

function isZeroByBytes(offset: number): boolean {
  for (let i = offset; i < offset + PAGE; i++) if (RAM[i] !== 0) return false;
  return true;
}

function isZeroByWords(offset: number): boolean {
  for (let i = offset / 4; i < (offset + PAGE) / 4; i++) if (WORDS[i] !== 0) return false;
  return true;
}
