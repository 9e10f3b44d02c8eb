/** Big-endian fields of a stream or file as bytes. */
import { zeros } from "../slab.ts";

/** A name behind its length in one byte. */
export function counted(name: string): Uint8Array {
  const bytes = encode(name);
  if (bytes.length === 0 || bytes.length > 255) {
    throw new RangeError(`the name ${JSON.stringify(name)} is ${bytes.length} bytes, not 1 to 255`);
  }
  const field = zeros(1 + bytes.length);
  field[0] = bytes.length;
  field.set(bytes, 1);
  return field;
}

export function encode(text: string): Uint8Array {
  return ENCODER.encode(text);
}

export function u32(value: number): Uint8Array {
  return put32(zeros(4), 0, value);
}

export function u64(value: bigint): Uint8Array {
  const bytes = put32(zeros(8), 0, Number(value >> 32n));
  return put32(bytes, 4, Number(value & 0xffffffffn));
}

function put32(bytes: Uint8Array, at: number, value: number): Uint8Array {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
  return bytes;
}

const ENCODER = new TextEncoder();
