/**
 * What the checks of a sender ask of a run: which pages were queued, which were sent and how, and what must have been in
 * them. Worked out from the job the slow and obvious way; it shares nothing with `protocol/sender.ts`.
 */
import { Buffer } from "node:buffer";
import { pageBytes } from "../../../generators/fill.ts";
import type { SenderJob } from "../../../generators/job.ts";
import type { PageRef, RamBlock } from "../../../protocol/ram.ts";
import type { SenderRun } from "../../check.ts";
import { lastOnly } from "../../last-only.ts";
import { RamArena } from "../../ram-arena.ts";
import type { SentPacket } from "../../transcript.ts";

/** One page on its way to the receiver. */
export interface Send {
  ramblock: string;
  offset: bigint;
  how: "normal" | "zero" | "main-zero" | "main-page";
  /** Its data, where the stream gives it. */
  data?: Uint8Array;
  /** SYNC points before it. */
  epoch: number;
  /** How often the page was sent before. */
  nth: number;
  /** Where it was, unless that was the main channel; `entry` counts in `offset[]`. */
  packet?: SentPacket;
  entry?: number;
}

export interface Facts {
  /** Pages of each pass. */
  queued: readonly (readonly PageRef[])[];
  /** The passes in which a page is queued. */
  passesOf(ramblock: string, offset: bigint | number): readonly number[];
  /** In the order in which a receiver may apply them: SYNC point by SYNC point. */
  sends: readonly Send[];
  /** How often a page was sent. */
  timesSent(ramblock: string, offset: bigint | number): number;
  /** The pass that queued what was sent; undefined where none did or nobody can say. */
  passOf(send: Send): number | undefined;
  /** What a page held in a pass that queued it; undefined where nobody can say. */
  contentIn(pass: number, page: PageRef): Uint8Array | undefined;
  /** What the page must have held when it was sent; undefined where nobody can say. */
  content(send: Send): Uint8Array | undefined;
  /** RAM at the end; until that of another run is asked for. */
  ram: readonly RamBlock[];
}

/** The facts of a run, worked out once. */
export function factsOf(run: SenderRun): Facts {
  let facts = known.get(run);
  if (!facts) known.set(run, facts = workOut(run));
  return facts;
}

const known = new WeakMap<SenderRun, Facts>();

function workOut(run: SenderRun): Facts {
  const { job, observation } = run;
  const queued = observation.queued ?? job.passes.map((pass) => pass.queue);
  const passes = new Map<string, number[]>();
  for (const [pass, pages] of queued.entries()) {
    for (const { ramblock, offset } of pages) {
      append(passes, pageKey(ramblock, offset), pass);
    }
  }
  const sends = sendsOf(run);
  const times = new Map<string, number>();
  for (const send of sends) {
    const key = pageKey(send.ramblock, send.offset);
    send.nth = times.get(key) ?? 0;
    times.set(key, send.nth + 1);
  }
  const passesOf = (ramblock: string, offset: bigint | number) =>
    passes.get(pageKey(ramblock, offset)) ?? [];
  const timesSent = (ramblock: string, offset: bigint | number) =>
    times.get(pageKey(ramblock, offset)) ?? 0;
  const passOf = ({ ramblock, offset, nth }: Send) => {
    const queuedIn = passesOf(ramblock, offset);
    // Some pass's page was lost (SND-03): any of them.
    if (timesSent(ramblock, offset) < queuedIn.length) return undefined;
    return queuedIn[nth] ?? queuedIn.at(-1);
  };
  const contentIn = (pass: number, page: PageRef) => {
    if (!observation.ram) return pageInPass(job, pass, page);
    // The target shows its RAM at the end alone.
    const isLast = passesOf(page.ramblock, page.offset).at(-1) === pass;
    return isLast ? pageOf(observation.ram, page, job.pageSize) : undefined;
  };
  return {
    queued,
    passesOf,
    sends,
    timesSent,
    contentIn,
    passOf,
    content(send) {
      const pass = passOf(send);
      const { ramblock, offset } = send;
      return pass === undefined ? undefined : contentIn(pass, { ramblock, offset: Number(offset) });
    },
    get ram() {
      return observation.ram ?? finalRam(job);
    },
  };
}

/** A page of a block, for maps. */
export function pageKey(ramblock: string, offset: bigint | number): string {
  return `${offset} ${ramblock}`;
}

/** Zero pages of a packet are applied before its normal ones (RCV-26). */
function sendsOf({ transcript }: SenderRun): Send[] {
  const sends: Send[] = [];
  for (const { packets } of transcript.channels) {
    for (const packet of packets) {
      const { ramblock, epoch, normal, zero, pages } = packet;
      const base = { ramblock, epoch, nth: 0, packet };
      for (let i = 0; i < zero.length; i++) {
        sends.push({ ...base, how: "zero", offset: zero[i], entry: normal.length + i });
      }
      for (let i = 0; i < normal.length; i++) {
        sends.push({ ...base, how: "normal", offset: normal[i], entry: i, data: pages?.[i] });
      }
    }
  }
  for (const { word, epoch } of transcript.words) {
    if (word.kind !== "zero" && word.kind !== "page") continue;
    const { ramblock, offset } = word;
    sends.push(
      word.kind === "zero"
        ? { ramblock, offset, epoch, nth: 0, how: "main-zero" }
        : { ramblock, offset, epoch, nth: 0, how: "main-page", data: word.bytes },
    );
  }
  return sends.sort((a, b) => a.epoch - b.epoch);
}

function pageOf(
  ram: readonly RamBlock[],
  { ramblock, offset }: PageRef,
  pageSize: number,
): Uint8Array | undefined {
  return ram.find((b) => b.name === ramblock)?.bytes.subarray(offset, offset + pageSize);
}

function pageInPass(job: SenderJob, pass: number, { ramblock, offset }: PageRef): Uint8Array {
  for (const { writes } of job.passes.slice(0, pass + 1).reverse()) {
    const write = writes.find((w) => w.ramblock === ramblock && w.offset === offset);
    if (write) return pageBytes(write.fill, job.pageSize);
  }
  const block = job.blocks.find((b) => b.name === ramblock);
  return pageBytes(block?.pages[offset / job.pageSize] ?? { kind: "zero" }, job.pageSize);
}

const arena = new RamArena();

const finalRam = lastOnly((job: SenderJob): RamBlock[] => {
  const ram = arena.ramOf(job);
  for (const { writes } of job.passes) {
    for (const { ramblock, offset, fill } of writes) {
      ram.find((b) => b.name === ramblock)!.bytes.set(pageBytes(fill, job.pageSize), offset);
    }
  }
  return ram;
});

/** @param page At most 64 KiB. */
export function isZero(page: Uint8Array): boolean {
  return Buffer.compare(page, ZEROS.subarray(0, page.length)) === 0;
}

export function samePage(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

const ZEROS = new Uint8Array(64 * 1024);

function append(map: Map<string, number[]>, key: string, value: number): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
