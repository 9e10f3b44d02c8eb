import type { Variant } from "../family.ts";

export interface WrongWord extends Variant {
  value: number;
}

/**
 * 32-bit values that are not `right`: its bytes reversed, 0, all ones, one more and less, and each
 * of its bits flipped.
 */
export function wrongWords(name: string, right: number): WrongWord[] {
  const reversed =
    ((right & 0xff) << 24 | (right & 0xff00) << 8 | (right >>> 8) & 0xff00 | right >>> 24) >>> 0;
  const words: WrongWord[] = [
    { name: `${name}-byte-swapped`, value: reversed },
    { name: `${name}-zero`, value: 0 },
    { name: `${name}-all-ones`, value: 0xffffffff },
    { name: `${name}-plus-1`, value: (right + 1) >>> 0 },
    { name: `${name}-minus-1`, value: (right - 1) >>> 0 },
  ];
  for (let bit = 0; bit < 32; bit++) {
    words.push({ name: `${name}-bit-flipped`, value: (right ^ (1 << bit)) >>> 0 });
  }
  return words.filter(({ value }) => value !== right);
}
