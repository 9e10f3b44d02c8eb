import { Buffer } from "node:buffer";
import { zeros } from "../../protocol/slab.ts";

/** The bytes of a string of hex digits. Throws a RangeError when it is none. */
export function bytesOfHex(hex: string): Uint8Array {
  const bytes = zeros(hex.length >> 1);
  let wrong = hex.length % 2;
  for (let i = 0; i < bytes.length; i++) {
    const byte = digit(hex.charCodeAt(2 * i)) << 4 | digit(hex.charCodeAt(2 * i + 1));
    wrong |= byte >>> 8;
    bytes[i] = byte;
  }
  if (wrong !== 0) throw new RangeError(`${JSON.stringify(hex)} is not hex`);
  return bytes;
}

/** Two hex digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}

/** Above 255 where it is none. */
function digit(code: number): number {
  return code < DIGITS.length ? DIGITS[code] : NONE;
}

const NONE = 0x100;
const DIGITS = new Uint16Array(128).fill(NONE);
for (const [value, digits] of [..."0123456789abcdef"].entries()) {
  for (const c of [digits, digits.toUpperCase()]) DIGITS[c.charCodeAt(0)] = value;
}
