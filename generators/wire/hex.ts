import { Buffer } from "node:buffer";

/** The bytes of a string of hex digits. Throws a RangeError when it is none. */
export function bytesOfHex(hex: string): Uint8Array {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(hex)) {
    throw new RangeError(`${JSON.stringify(hex)} is not hex`);
  }
  return new Uint8Array(Buffer.from(hex, "hex"));
}

/** Two hex digits a byte. */
export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex");
}
