/** The judgements that most receiver checks share. Each returns what is wrong, or undefined. */
import { Buffer } from "node:buffer";
import type { ReceiverCase } from "../generators/case.ts";
import type { RamBlock } from "../protocol/ram.ts";
import type { Problem } from "./check.ts";
import { expectedRam, initialRam } from "./model.ts";
import type { ReceiverObservation } from "./target.ts";

/** The session was legal: it is accepted and RAM is what the source sent. */
export function judgeAccepted(c: ReceiverCase, seen: ReceiverObservation): Problem | undefined {
  if (seen.outcome !== "accepted") {
    return { expected: "accepted", observed: outcomeWords(seen) };
  }
  return judgeRam(c, seen);
}

/** The session was illegal: it is refused by an error, not by a crash and not by a hang. */
export function judgeRejected(c: ReceiverCase, seen: ReceiverObservation): Problem | undefined {
  if (seen.outcome === "rejected") return undefined;
  return {
    expected: `rejected: ${c.breaks?.field ?? "the stream"} breaks ${c.breaks?.requirement}`,
    observed: outcomeWords(seen),
    at: faultyField(c),
  };
}

/** RAM equals the model's; says nothing where the target shows no RAM. */
export function judgeRam(c: ReceiverCase, seen: ReceiverObservation): Problem | undefined {
  if (!seen.ram) return undefined;
  const different = firstDifference(expectedRam(c), seen.ram, c.pageSize);
  return different && {
    expected: `block ${different.ramblock}, page at ${different.offset}: ${different.expected}`,
    observed: different.observed,
  };
}

/** What happened, in the target's own words where it has some. */
export function outcomeWords(seen: ReceiverObservation): string {
  const how = seen.outcome === "crashed" && seen.signal
    ? `crashed with ${seen.signal}`
    : seen.outcome;
  return seen.text ? `${how}: ${seen.text}` : how;
}

/** A page that is not what it should be, with the bytes around the first difference in hex. */
export interface RamDifference {
  ramblock: string;
  /** Byte offset of the page. */
  offset: number;
  expected: string;
  observed: string;
}

/** The first page that differs; `pageSize` in bytes. */
export function firstDifference(
  expected: readonly RamBlock[],
  observed: readonly RamBlock[],
  pageSize: number,
): RamDifference | undefined {
  for (const [i, want] of expected.entries()) {
    const got = observed[i];
    if (!got || got.name !== want.name || got.bytes.length !== want.bytes.length) {
      return {
        ramblock: want.name,
        offset: 0,
        expected: `${want.bytes.length} bytes`,
        observed: got ? `${got.bytes.length} bytes in block ${got.name}` : "no such block",
      };
    }
    if (Buffer.compare(want.bytes, got.bytes) === 0) continue;
    for (let at = 0; at < want.bytes.length; at += pageSize) {
      const a = want.bytes.subarray(at, at + pageSize), b = got.bytes.subarray(at, at + pageSize);
      if (Buffer.compare(a, b) === 0) continue;
      const first = a.findIndex((byte, k) => byte !== b[k]);
      return {
        ramblock: want.name,
        offset: at,
        expected: excerpt(a, first),
        observed: excerpt(b, first),
      };
    }
  }
  return undefined;
}

/** Pages where RAM is neither what it was before the case nor after all its legal steps. */
export function strayPage(c: ReceiverCase, seen: ReceiverObservation): RamDifference | undefined {
  if (!seen.ram) return undefined;
  const before = initialRam(c);
  const states = c.steps.flatMap((step, i) =>
    i < (c.breaks?.step ?? c.steps.length) && (step.kind === "packet" || step.kind === "zero")
      ? [expectedRam(c, i + 1)]
      : []
  );
  const after = states.at(-1) ?? before;
  for (const [i, block] of seen.ram.entries()) {
    for (let at = 0; at < block.bytes.length; at += c.pageSize) {
      const page = block.bytes.subarray(at, at + c.pageSize);
      const known = [before, ...states].some((ram) =>
        Buffer.compare(ram[i].bytes.subarray(at, at + c.pageSize), page) === 0
      );
      if (!known) {
        const want = after[i].bytes.subarray(at, at + c.pageSize);
        const first = want.findIndex((byte, k) => byte !== page[k]);
        return {
          ramblock: block.name,
          offset: at,
          expected: excerpt(want, first),
          observed: excerpt(page, first),
        };
      }
    }
  }
  return undefined;
}

function excerpt(page: Uint8Array, first: number): string {
  const from = Math.max(0, first - 4);
  const hex = Buffer.from(page.subarray(from, from + 16)).toString("hex");
  return page.every((b) => b === 0) ? "all zero" : `…${hex}… from byte ${from}`;
}

/** Where the hex view points for the case's own fault. */
export function faultyField(c: ReceiverCase): Problem["at"] {
  const step = c.breaks && c.steps[c.breaks.step];
  if (!c.breaks || step?.kind !== "packet") return undefined;
  const packet =
    c.steps.slice(0, c.breaks.step).filter((s) =>
      (s.kind === "packet" && s.channel === step.channel) || s.kind === "sync"
    ).length;
  return { channel: step.channel, packet, field: c.breaks.field };
}
