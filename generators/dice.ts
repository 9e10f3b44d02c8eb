/**
 * A small fast generator of pseudo-random numbers (sfc32). fast-check seeds one for each case, and
 * all numbers of the case come from it.
 */
export class Dice {
  #a: number;
  #b: number;
  #c = 0x9e3779b9 | 0;
  #d = 1;

  /** Any two 32-bit integers; the same two give the same numbers. */
  constructor(a: number, b: number) {
    this.#a = a | 0;
    this.#b = b | 0;
    for (let i = 0; i < 8; i++) this.u32();
  }

  /** 0 to 2^32 − 1. */
  u32(): number {
    const t = (((this.#a + this.#b) | 0) + this.#d) | 0;
    this.#d = (this.#d + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + t) | 0;
    return t >>> 0;
  }

  /** 0 to `n` − 1. */
  below(n: number): number {
    return Math.floor(this.u32() * 2 ** -32 * n);
  }

  /** `min` to `max`, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** True once in `n` times. */
  once(n: number): boolean {
    return this.below(n) === 0;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  /** 0 to 2^64 − 1. */
  u64(): bigint {
    return BigInt(this.u32()) << 32n | BigInt(this.u32());
  }

  /** `count` different integers from 0 to `n` − 1, in any order. */
  distinct(count: number, n: number): number[] {
    const all = firstIntegers(n);
    const chosen: number[] = []; // Not of a given length: Bun takes five times as long then.
    for (let i = 0; i < count; i++) {
      const at = i + this.below(n - i);
      chosen.push(all[at]);
      all[at] = all[i];
    }
    for (let i = 0; i < count; i++) {
      all[i] = i;
      all[chosen[i]] = chosen[i];
    }
    return chosen;
  }
}

/** 0, 1, 2, … : `distinct` puts back what it moved, so that few numbers out of many cost few steps. */
let integers = new Int32Array(0);

function firstIntegers(n: number): Int32Array {
  if (integers.length < n) integers = Int32Array.from({ length: n }, (_, i) => i);
  return integers;
}
