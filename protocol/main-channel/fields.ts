/** Big-endian fields of a stream or file as bytes. */
import { concat } from "@std/bytes";

/** A name behind its length in one byte. */
export function counted(name: string): Uint8Array {
  const bytes = encode(name);
  if (bytes.length === 0 || bytes.length > 255) {
    throw new RangeError(`the name ${JSON.stringify(name)} is ${bytes.length} bytes, not 1 to 255`);
  }
  return concat([Uint8Array.of(bytes.length), bytes]);
}

export function encode(text: string): Uint8Array {
  return ENCODER.encode(text);
}

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function u64(value: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, value);
  return bytes;
}

const ENCODER = new TextEncoder();
