/** Compressed streams made by hand, alike wherever they are made. */
import type { MethodName } from "../protocol/flags.ts";
import type { PacketSpec } from "./case.ts";
import { ONES } from "./page-fill.ts";
import { frameOf } from "./zstd-frame.ts";

/** The most that a stored block of deflate holds. */
const STORED = 65535;
const ZLIB_HEADER = "7801";
const FLUSH = "000000ffff";

/** In hex, a flushed stream that gives `length` bytes of ones: of a page or so, with one more or fewer. */
export function streamOfOnes(method: MethodName, length: number): string {
  if (method === "zstd") return frameOf(1, length, {});
  const blocks: string[] = [];
  for (let left = length; left > 0; left -= STORED) {
    blocks.push(storedBlock(Math.min(left, STORED)));
  }
  return ZLIB_HEADER + blocks.join("") + FLUSH;
}

/** The first page of a packet alone, with such a stream. */
export function onePage(packet: PacketSpec, hex: string): PacketSpec {
  const normal = packet.normal.slice(0, 1).map(({ offset }) => ({ offset, fill: ONES }));
  return { ...packet, normal, zero: [], payload: { kind: "literal", hex } };
}

function storedBlock(length: number): string {
  return "00" + littleEndian(length) + littleEndian(~length) + "01".repeat(length);
}

function littleEndian(value: number): string {
  return [value, value >> 8].map((byte) => (byte & 0xff).toString(16).padStart(2, "0")).join("");
}
