/** Reads big-endian fields from the front of a stream or file; every size is checked before it is used. */
import { type ErrorCode, ProtocolError } from "./errors.ts";

export class Cursor {
  readonly bytes: Uint8Array;
  /** Byte offset of what is read next. */
  at = 0;
  readonly #view: DataView;
  readonly #code: ErrorCode;

  /** @param code The code of every error it throws. */
  constructor(bytes: Uint8Array, code: ErrorCode) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#code = code;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(field: string): number {
    return this.#view.getUint8(this.#pass(1, field));
  }

  u16(field: string): number {
    return this.#view.getUint16(this.#pass(2, field));
  }

  u32(field: string): number {
    return this.#view.getUint32(this.#pass(4, field));
  }

  u64(field: string): bigint {
    return this.#view.getBigUint64(this.#pass(8, field));
  }

  /** A u64 that counts bytes, at most 2^53 − 1. */
  length(field: string): number {
    const value = this.u64(field);
    if (value > Number.MAX_SAFE_INTEGER) {
      throw this.wrong(field, this.at - 8, value, Number.MAX_SAFE_INTEGER);
    }
    return Number(value);
  }

  /** A view of the next `length` bytes. */
  take(length: number, field: string): Uint8Array {
    const start = this.#pass(length, field);
    return this.bytes.subarray(start, start + length);
  }

  /** `length` bytes of UTF-8. */
  text(length: number, field: string): string {
    const bytes = this.take(length, field);
    try {
      return DECODER.decode(bytes);
    } catch {
      throw this.wrong(field, this.at - length, `${length} bytes`, "UTF-8");
    }
  }

  /** A u8 length, then a name of so many bytes; at least one. */
  name(field: string): string {
    const at = this.at;
    const length = this.u8(field);
    if (length === 0) throw this.wrong(field, at, "an empty name", "1 to 255 bytes");
    return this.text(length, field);
  }

  /** The byte `ahead` of the next one, if there is one. */
  peek(ahead = 0): number | undefined {
    return this.bytes[this.at + ahead];
  }

  /** Refuses `value` at `byteOffset`, where `bound` would have been right. */
  wrong(
    field: string,
    byteOffset: number,
    value: number | bigint | string,
    bound: number | bigint | string,
  ): ProtocolError {
    return new ProtocolError({
      code: this.#code,
      requirement: "",
      field,
      byteOffset,
      value,
      bound,
    });
  }

  /** Moves on by `length` bytes and returns where they begin. */
  #pass(length: number, field: string): number {
    const start = this.at;
    if (length > this.left) throw this.wrong(field, start, `${this.left} bytes left`, `${length}`);
    this.at += length;
    return start;
  }
}

const DECODER = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
