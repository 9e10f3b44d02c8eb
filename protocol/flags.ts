/** Bits of the `flags` field. */
export const FLAG = {
  SYNC: 0x01,
  ZLIB: 0x02,
  ZSTD: 0x04,
  QPL: 0x08,
  UADK: 0x10,
  QATZIP: 0x20,
  DEVICE_STATE: 0x40,
} as const;

/** The compression methods this project speaks. */
export type MethodName = "none" | "zlib" | "zstd";

export const METHODS: readonly MethodName[] = ["none", "zlib", "zstd"];

/** The patch's method bits: 7 << 1. */
export const METHOD_MASK = 0x0e;

/** The method's bit in `flags`. */
export function methodFlag(method: MethodName): number {
  return method === "none" ? 0 : method === "zlib" ? FLAG.ZLIB : FLAG.ZSTD;
}

/** Flags by name, unknown bits in hex: `SYNC|ZLIB|0x80`; `NOCOMP` when none is set. */
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
