import { type Arbitrary, constant, constantFrom, integer, oneof, record } from "fast-check";
import { type MethodName, METHODS } from "../protocol/flags.ts";
import type { PayloadFault } from "./case.ts";

/** Constraints of `payloadFault`. */
export interface PayloadFaultConstraints {
  /** The session's method; zlib or zstd. */
  method: MethodName;
  /** Bytes. Default 4096. */
  pageSize?: number;
  /** Most bytes that a bomb gives. Default 16 MiB. */
  maxBomb?: number;
}

/**
 * Every kind of departure of a compressed payload from its pages. Which of them a receiver must
 * refuse depends on the pages: the families of RCV-20, RCV-23 and RCV-43 use those that it must.
 * Shrinks to one page too few.
 */
export function payloadFault(constraints: PayloadFaultConstraints): Arbitrary<PayloadFault> {
  const { method, pageSize = 4096, maxBomb = 16 * 1024 * 1024 } = constraints;
  if (method === "none") throw new RangeError("method: none has no payload of its own to damage");
  if (!(maxBomb >= pageSize)) throw new RangeError(`maxBomb: ${maxBomb} is less than a page`);
  const others = METHODS.filter((m) => m !== method);
  return oneof(
    { withCrossShrink: true },
    record({ kind: constant("too-few" as const), pages: integer({ min: 1, max: 8 }) }),
    record({ kind: constant("too-many" as const), pages: integer({ min: 1, max: 8 }) }),
    record({ kind: constant("truncated" as const), bytes: integer({ min: 1, max: pageSize }) }),
    record({
      kind: constant("corrupt" as const),
      at: constantFrom(0, 1, 2, 5, 100),
      hex: constantFrom("06", "ff", "ffffffff"),
    }),
    record({
      kind: constant("trailing" as const),
      hex: constantFrom("dedede", "deadbeef".repeat(7)),
    }),
    record({ kind: constant("wrong-method" as const), method: constantFrom(...others) }),
    constant({ kind: "restarted" as const }),
    constant({ kind: "ended" as const }),
    record({ kind: constant("bomb" as const), bytes: integer({ min: pageSize, max: maxBomb }) }),
    record({ kind: constant("padded" as const), bytes: constantFrom(65536, 524461, 1048592) }),
    record({ kind: constant("literal" as const), hex: constantFrom("", "00", "de".repeat(40)) }),
  );
}
