/**
 * Bits of the `flags` field.
 *
 * @example
 * ```ts
 * import { FLAG } from "@multifd/conformance";
 * console.log((0x3 & FLAG.SYNC) !== 0); // true
 * ```
 */
export const FLAG = {
  SYNC: 0x01,
  ZLIB: 0x02,
  ZSTD: 0x04,
  QPL: 0x08,
  UADK: 0x10,
  QATZIP: 0x20,
  DEVICE_STATE: 0x40,
} as const;

/**
 * The compression methods this project speaks.
 *
 * @example
 * ```ts
 * import type { MethodName } from "@multifd/conformance";
 * const spoken: MethodName[] = ["none", "zlib"];
 * ```
 */
export type MethodName = "none" | "zlib" | "zstd";

/**
 * Every one of them.
 *
 * @example
 * ```ts
 * import { METHODS } from "@multifd/conformance";
 * console.log(METHODS.join()); // none,zlib,zstd
 * ```
 */
export const METHODS: readonly MethodName[] = ["none", "zlib", "zstd"];

/** The patch's method bits: 7 << 1. */
export const METHOD_MASK = 0x0e;

/** The method's bit in `flags`. */
export function methodFlag(method: MethodName): number {
  return method === "none" ? 0 : method === "zlib" ? FLAG.ZLIB : FLAG.ZSTD;
}

/**
 * Flags by name, unknown bits in hex: `SYNC|ZLIB|0x80`; `NOCOMP` when none is set.
 *
 * @example
 * ```ts
 * import { flagNames } from "@multifd/conformance";
 * console.log(flagNames(0x83)); // SYNC|ZLIB|0x80
 * ```
 */
export function flagNames(flags: number): string {
  const names: string[] = [];
  let rest = flags >>> 0;
  for (const [name, bit] of Object.entries(FLAG)) {
    if (rest & bit) names.push(name);
    rest = (rest & ~bit) >>> 0;
  }
  if (rest) names.push("0x" + rest.toString(16));
  return names.join("|") || "NOCOMP";
}
