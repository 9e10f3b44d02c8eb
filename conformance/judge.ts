/** The judgements that most receiver checks share. Each returns what is wrong, or undefined. */
import { Buffer } from "node:buffer";
import type { ReceiverCase } from "../generators/case.ts";
import type { PagedBlock, RamBlock } from "../protocol/ram.ts";
import type { Problem } from "./check.ts";
import { expectedCounters, expectedPages, expectedRam, pagesOf } from "./model.ts";
import { PagedRam } from "./paged-ram.ts";
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
    expected: `rejected: ${faultWords(c)} breaks ${c.breaks?.requirement}`,
    observed: outcomeWords(seen),
    at: faultyField(c),
  };
}

/**
 * RAM equals the model's: after a legal session all that was sent, after a refused one what came before the faulty
 * packet (RCV-29). Says nothing where the target shows no RAM.
 */
export function judgeRam(c: ReceiverCase, seen: ReceiverObservation): Problem | undefined {
  return ramProblem(c, seen, () => true);
}

/** The same, but for the pages that the faulty packet names (RCV-34). */
export function judgeEarlierPages(
  c: ReceiverCase,
  seen: ReceiverObservation,
): Problem | undefined {
  const step = c.breaks && c.steps[c.breaks.step];
  if (step?.kind !== "packet") return judgeRam(c, seen);
  const named = new Set(pagesOf(step.packet).map(Number));
  return ramProblem(
    c,
    seen,
    (ramblock, offset) => ramblock !== step.packet.ramblock || !named.has(offset),
  );
}

/** The counters of pages equal those of the accepted packets, on each channel (RCV-31). */
export function judgeCounters(c: ReceiverCase, seen: ReceiverObservation): Problem | undefined {
  for (const [channel, want] of expectedCounters(c).entries()) {
    const got = seen.counters?.[channel];
    if (got?.normalPages === want.normalPages && got.zeroPages === want.zeroPages) continue;
    return {
      expected:
        `channel ${channel}: ${want.normalPages} normal pages, ${want.zeroPages} zero pages`,
      observed: got
        ? `${got.normalPages} normal pages, ${got.zeroPages} zero pages`
        : "no counters",
    };
  }
  return undefined;
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

/** The first page that differs, among those that `looked` is true for; `pageSize` in bytes. */
export function firstDifference(
  expected: readonly RamBlock[],
  observed: readonly RamBlock[],
  pageSize: number,
  looked: (ramblock: string, offset: number) => boolean = () => true,
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
      if (!looked(want.name, at)) continue;
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

function ramProblem(
  c: ReceiverCase,
  seen: ReceiverObservation,
  looked: (ramblock: string, offset: number) => boolean,
): Problem | undefined {
  if (!seen.ram || areIn(expectedPages(c), seen.ram)) return undefined;
  const different = firstDifference(expectedRam(c), seen.ram, c.pageSize, looked);
  if (!different) return undefined;
  const { ramblock, offset, expected, observed } = different;
  return {
    expected: `block ${JSON.stringify(ramblock)}, page at ${offset}: ${expected}`,
    observed,
    at: lastPacketOn(c, ramblock, offset) ?? faultyField(c),
  };
}

/** True when RAM is these pages. */
function areIn(expected: readonly PagedBlock[], observed: readonly RamBlock[]): boolean {
  return expected.every(({ name, usedLength, pages }, i) => {
    const got = observed[i];
    if (got?.name !== name) return false;
    if (got instanceof PagedRam) {
      return got.pages.length === pages.length &&
        pages.every((page, k) => page === got.pages[k] || Buffer.compare(page, got.pages[k]) === 0);
    }
    let at = 0;
    return got.bytes.length === usedLength &&
      pages.every((page) => Buffer.compare(page, got.bytes.subarray(at, at += page.length)) === 0);
  });
}

function excerpt(page: Uint8Array, first: number): string {
  const from = Math.max(0, first - 4);
  const hex = Buffer.from(page.subarray(from, from + 16)).toString("hex");
  return page.every((b) => b === 0) ? "all zero" : `…${hex}… from byte ${from}`;
}

/** The packet that last had a say in what the page holds. */
function lastPacketOn(c: ReceiverCase, ramblock: string, offset: number): Problem["at"] {
  const index = c.steps.findLastIndex((step) =>
    step.kind === "packet" && step.packet.ramblock === ramblock &&
    pagesOf(step.packet).includes(BigInt(offset))
  );
  return packetAt(c, index, "offsets");
}

/** What is wrong: a greeting is shown in no hex view, so what it says is told here. */
function faultWords({ breaks, steps }: ReceiverCase): string {
  const step = breaks && steps[breaks.step];
  if (step?.kind !== "greeting") return breaks?.field ?? "the stream";
  const { channel, greeting, cut } = step;
  const said = Object.entries(greeting).map(([field, value]) =>
    ` with ${field} ${typeof value === "number" ? `${value} (0x${value.toString(16)})` : value}`
  );
  const end = cut === undefined ? "" : `, ended after ${cut} bytes,`;
  return `the greeting of channel ${channel}${said.join("")}${end}`;
}

/** Where the hex view points for the case's own fault. */
function faultyField(c: ReceiverCase): Problem["at"] {
  return c.breaks && packetAt(c, c.breaks.step, c.breaks.field);
}

/** The packet of a step, counted on its channel. */
function packetAt(c: ReceiverCase, index: number, field: string): Problem["at"] {
  const step = c.steps[index];
  if (step?.kind !== "packet") return undefined;
  const { channel } = step;
  const packet =
    c.steps.slice(0, index).filter((s) =>
      (s.kind === "packet" && s.channel === channel) || s.kind === "sync"
    ).length;
  return { channel, packet, field };
}
