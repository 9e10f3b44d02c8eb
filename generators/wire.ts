/** From cases to what reaches a receiver. */
import type { ReusedMemory } from "../protocol/reused-memory.ts";
import type { ReceiverCase, Step } from "./case.ts";
import { initialPages } from "./fill.ts";
import { deliver } from "./wire/deliver.ts";
import { markEarly } from "./wire/early.ts";
import { CaseEncoder } from "./wire/encoder.ts";
import type { WireEvent } from "./wire/event.ts";
import { segment } from "./wire/segment.ts";

export type { WireEvent } from "./wire/event.ts";

/**
 * The events of one case, its segmentation and delivery applied. Greetings come first unless the
 * case greets by hand.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { validSession } from "@multifd/conformance";
 * import { wireEvents } from "@multifd/conformance";
 * const shape = { method: "zlib", layout: "patch", pageSizes: [4096], maxChannels: 2 } as const;
 * const [testCase] = fc.sample(validSession(shape), { numRuns: 1, seed: 1 });
 * for (const event of wireEvents(testCase)) console.log(event.kind);
 * ```
 */
export function wireEvents(c: ReceiverCase): WireEvent[] {
  const encoder = new CaseEncoder(c);
  try {
    if (!c.steps.some((s) => s.kind === "greeting")) encoder.greetAll();
    for (const step of c.steps) encoder.add(step);
    return arrange(c, encoder);
  } finally {
    encoder.close();
  }
}

/**
 * Several legal cases with the same page size, channels, method and level as one session:
 * compression streams and packet numbers run on, and between two cases stand a whole SYNC point and
 * a `checkpoint` with the RAM that the next one starts from. Each case is encoded when it is read,
 * in `memory` where that is given. Throws a RangeError when the cases differ in one of these, or one of
 * them cannot share a session.
 */
export function wireBatch(
  cases: readonly ReceiverCase[],
  memory?: ReusedMemory,
): Iterable<WireEvent> {
  if (cases.length === 0) throw new RangeError("cases: at least one is needed");
  checkBatch(cases);
  return { [Symbol.iterator]: () => batchEvents(cases, memory) };
}

function* batchEvents(
  cases: readonly ReceiverCase[],
  memory?: ReusedMemory,
): Generator<WireEvent> {
  const encoder = new CaseEncoder(cases[0], memory && ((length) => memory.take(length)));
  try {
    encoder.greetAll();
    for (const [i, c] of cases.entries()) {
      memory?.turn();
      for (const step of c.steps) encoder.add(step);
      const next = cases[i + 1];
      if (next) encoder.add({ kind: "sync" });
      yield* arrange(c, encoder);
      if (next) yield { kind: "checkpoint", blocks: initialPages(next) };
    }
  } finally {
    encoder.close();
  }
}

function arrange(c: ReceiverCase, encoder: CaseEncoder): WireEvent[] {
  const items = encoder.take();
  const events = deliver(segment(items, c.segmentation, c.pageSize), c.delivery, c.channels);
  return markEarly(events, items, c.channels);
}

/** True when other cases can follow in the same session: nothing in it ends or spoils a stream. */
export function canShareSession(c: ReceiverCase): boolean {
  return c.breaks === undefined && c.steps.every((step) => whyAlone(step, c) === undefined);
}

function whyAlone(step: Step, { method }: ReceiverCase): string | undefined {
  if (step.kind === "greeting" || step.kind === "eof") return step.kind;
  if (step.kind !== "packet") return undefined;
  if (step.cut !== undefined) return "a cut packet";
  const payload = step.packet.payload?.kind ?? "padded";
  if (payload === "padded" || (payload === "ended" && method === "zstd")) return undefined;
  return `a payload that is ${payload}`;
}

function checkBatch(cases: readonly ReceiverCase[]): void {
  const [first] = cases;
  for (const [i, c] of cases.entries()) {
    for (const field of ["pageSize", "channels", "method", "level"] as const) {
      if (c[field] !== first[field]) {
        throw new RangeError(`cases[${i}].${field}: ${c[field]} is not ${first[field]}`);
      }
    }
    if (c.breaks) throw new RangeError(`cases[${i}].breaks: a faulty case cannot share a session`);
    for (const [at, step] of c.steps.entries()) {
      const why = whyAlone(step, c);
      if (why) throw new RangeError(`cases[${i}].steps[${at}]: ${why} cannot share a session`);
    }
  }
}
