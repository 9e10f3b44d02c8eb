import type { Arbitrary } from "./arbitrary.ts";
import { oneof } from "fast-check";
import type { ReceiverCase } from "./case.ts";
import { applies, familyCase } from "./family-case.ts";
import type { Need } from "./family.ts";
import { INVALID } from "./invalid.ts";
import { LEGAL } from "./legal.ts";
import { validSession } from "./receiver-session.ts";
import { checkShape, type Shape } from "./shape.ts";

/**
 * Constraints of `anyCase`.
 *
 * @example
 * ```ts
 * import type { AnyCaseConstraints } from "@multifd/conformance";
 * const legal: AnyCaseConstraints = { invalid: false };
 * ```
 */
export interface AnyCaseConstraints {
  /** What the receiver can show or be given beyond bytes; default all of it. */
  shows?: ReadonlySet<Need>;
  /** False: legal cases alone. Default true. */
  invalid?: boolean;
}

const ALL: ReadonlySet<Need> = new Set<Need>(["blocks", "main", "greeting", "prefill"]);

/**
 * Cases of every kind: legal sessions for one quarter, all families that apply for the rest. Shrinks
 * as each of them does.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { anyCase } from "@multifd/conformance";
 * const shape = { method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2 } as const;
 * for (const { breaks } of fc.sample(anyCase(shape), 5)) console.log(breaks?.requirement ?? "legal");
 * ```
 */
export function anyCase(
  shape: Shape,
  constraints: AnyCaseConstraints = {},
): Arbitrary<ReceiverCase> {
  checkShape(shape);
  const { shows = ALL, invalid = true } = constraints;
  const main = shows.has("main");
  const families = [...LEGAL, ...(invalid ? INVALID : [])].filter((f) => applies(f, shape, shows));
  const prefill = shows.has("prefill") ? "untouched" : "none";
  return oneof(
    { arbitrary: validSession(shape, { main, prefill }), weight: Math.ceil(families.length / 3) },
    ...families.map((f) => ({ arbitrary: familyCase(shape, f, { main }), weight: 1 })),
  );
}
