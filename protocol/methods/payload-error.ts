import { type ErrorCode, ProtocolError } from "../errors.ts";

type PayloadCode = Extract<ErrorCode, "payload-corrupt" | "payload-short" | "payload-surplus">;

/**
 * A refused payload.
 *
 * @param at Bytes of the payload that were read before it was refused.
 * @param value What was found: a count of bytes, or the library's words.
 * @param bound The bytes that the packet's normal pages take.
 */
export function payloadError(
  code: PayloadCode,
  at: number,
  value: number | string,
  bound: number,
  explanation: string,
): ProtocolError {
  const requirement = code === "payload-surplus" ? "RCV-43" : "RCV-20";
  const detail = { code, requirement, field: "payload", byteOffset: at, value, bound };
  return new ProtocolError(detail, explanation);
}

/** The payload gave `given` bytes for pages of `bound` bytes. */
export function payloadShort(at: number, given: number, bound: number): ProtocolError {
  return payloadError(
    "payload-short",
    at,
    given,
    bound,
    `payload gives ${given} bytes, its pages take ${bound}`,
  );
}

/** The payload goes on after its pages are full. */
export function payloadSurplus(at: number, bound: number): ProtocolError {
  return payloadError(
    "payload-surplus",
    at,
    "more",
    bound,
    `payload goes on at its byte ${at}, its pages of ${bound} bytes are full`,
  );
}

/** The library refused the payload, or an earlier one of the channel. */
export function payloadCorrupt(at: number, why: string, bound: number): ProtocolError {
  return payloadError("payload-corrupt", at, why, bound, `payload is corrupt: ${why}`);
}
