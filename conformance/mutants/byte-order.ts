/** Byte order gone wrong, for both sides. */
import { HEADER_LENGTH, PACKET_LAYOUT } from "../../protocol/layout.ts";

/** The header's integers. */
export const INTEGERS: readonly string[] = PACKET_LAYOUT
  .filter(({ type }) => type === "u32" || type === "u64").map(({ name }) => name);

/** The packet with the bytes of these fields in the other order. */
export function swapFields(packet: Uint8Array, names: readonly string[]): Uint8Array {
  const bytes = packet.slice();
  for (const { name, offset, size } of PACKET_LAYOUT) {
    if (names.includes(name)) bytes.subarray(offset, offset + size).reverse();
  }
  return bytes;
}

/** The packet with the bytes of each offset in the other order. */
export function swapOffsets(packet: Uint8Array): Uint8Array {
  const bytes = packet.slice();
  for (let at = HEADER_LENGTH; at < bytes.length; at += 8) bytes.subarray(at, at + 8).reverse();
  return bytes;
}
