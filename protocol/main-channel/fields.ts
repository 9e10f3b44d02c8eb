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
  return put32(new Uint8Array(4), 0, value);
}

export function u64(value: bigint): Uint8Array {
  const bytes = put32(new Uint8Array(8), 0, Number(value >> 32n));
  return put32(bytes, 4, Number(value & 0xffffffffn));
}

/** No DataView: to have one, V8 moves so few bytes to a buffer outside of its heap, for most of a microsecond. */
function put32(bytes: Uint8Array, at: number, value: number): Uint8Array {
  for (let i = at + 3; i >= at; i--, value >>>= 8) bytes[i] = value;
  return bytes;
}

const ENCODER = new TextEncoder();
