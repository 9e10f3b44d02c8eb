/**
 * Why bytes were refused. `code` is stable and meant for programs; the message is meant for people.
 *
 * @example
 * ```ts
 * import { type ErrorCode, ProtocolError } from "@multifd/conformance";
 * const mine: ErrorCode[] = ["magic", "version"];
 * const isMine = (thrown: unknown) =>
 *   thrown instanceof ProtocolError && mine.includes(thrown.detail.code);
 * ```
 */
export type ErrorCode =
  | "short"
  | "magic"
  | "version"
  | "pages-alloc"
  | "normal-pages"
  | "zero-pages"
  | "ramblock"
  | "normal-offset"
  | "zero-offset"
  | "method"
  | "packet-size"
  | "payload-corrupt"
  | "payload-short"
  | "payload-surplus"
  | "uuid"
  | "channel-id"
  | "eof"
  | "barrier"
  | "main-channel"
  | "mapped-ram"
  | "trace";

/**
 * Where and why a refusal happened. Offsets count bytes from the start of the packet, greeting or file.
 *
 * @example
 * ```ts
 * import type { ErrorDetail } from "@multifd/conformance";
 * const where = ({ field, byteOffset }: ErrorDetail) => `${field} at byte ${byteOffset}`;
 * ```
 */
export interface ErrorDetail {
  /** Stable, for programs. */
  code: ErrorCode;
  /** Requirement id, e.g. `RCV-05`; empty where the catalogue has none. */
  requirement: string;
  /** Field of the layout table, with an index for entries of `offset[]`: `offsets[3]`. */
  field: string;
  /** Byte offset of the field. */
  byteOffset: number;
  /** What was found there. */
  value: number | bigint | string;
  /** The largest, smallest or only value that would have been taken. */
  bound: number | bigint | string;
}

/**
 * The typed refusal of everything in `protocol/`.
 *
 * @example
 * ```ts
 * import { ProtocolError } from "@multifd/conformance";
 * const e = new ProtocolError({
 *   code: "magic", requirement: "RCV-01", field: "magic", byteOffset: 0, value: 1, bound: 0x11223344,
 * });
 * console.log(e.message);
 * ```
 */
export class ProtocolError extends Error {
  /** Its own. */
  override readonly name = "ProtocolError";
  /** Where and why. */
  readonly detail: ErrorDetail;

  /** The message is made of the detail unless there is an explanation. */
  constructor(detail: ErrorDetail, explanation?: string) {
    super(explanation ?? describe(detail));
    this.detail = detail;
  }
}

function describe({ code, field, byteOffset, value, bound }: ErrorDetail): string {
  return `${field} at byte ${byteOffset} is ${value}, bound ${bound} (${code})`;
}
