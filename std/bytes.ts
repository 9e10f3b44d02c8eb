/** The part of `@std/bytes` this project uses, over `node:buffer`, for machines without JSR. */
import { Buffer } from "node:buffer";

/** Joins byte arrays into a new one. */
export function concat(arrays: Iterable<Uint8Array>): Uint8Array<ArrayBuffer> {
  const list = Array.isArray(arrays) ? arrays as Uint8Array[] : [...arrays];
  let length = 0;
  for (const a of list) length += a.length;
  const out = new Uint8Array(length);
  let at = 0;
  for (const a of list) {
    out.set(a, at);
    at += a.length;
  }
  return out;
}

/** True when both hold the same bytes. */
export function equals(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
