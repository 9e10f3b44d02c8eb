/**
 * What the checks of a sender ask of a run: which pages were queued, which were sent and how, and what must have been in
 * them. Worked out from the job the slow and obvious way; it shares nothing with `protocol/sender.ts`.
 */
import { Buffer } from "node:buffer";
import type { PageFill } from "../../../generators/case.ts";
import { pageBytes } from "../../../generators/fill.ts";
import type { SenderJob } from "../../../generators/job.ts";
import { ZERO } from "../../../generators/page-fill.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import type { SenderRun } from "../../check.ts";
import { lastOnly } from "../../last-only.ts";
import { RamArena } from "../../ram-arena.ts";
import type { SentPacket } from "../../transcript.ts";
import { type Content, type Page, Pages, type Queued, type Send } from "./page.ts";

export type { Content, Page, Queued, Send } from "./page.ts";

export interface Facts {
  /** Pages of each pass. */
  queues: readonly (readonly Queued[])[];
  /** Those of all passes. */
  queued: readonly Queued[];
  /** In the order in which a receiver may apply them: SYNC point by SYNC point. */
  sends: readonly Send[];
  /** Those of one packet. */
  sendsIn(packet: SentPacket): readonly Send[];
  /** With empty lists where the page was neither queued nor sent. */
  pageAt(ramblock: string, offset: bigint): Page;
  /** RAM at the end; until that of another run is asked for. */
  ram: readonly RamBlock[];
}

/** The facts of a run; all checks ask for those of one run before they come to the next. */
export const factsOf = lastOnly(workOut);

/** What queued the page that was sent; undefined where nothing did or nobody can say. */
export function causeOf({ page: { queued, sends }, nth }: Send): Queued | undefined {
  // Some pass's page was lost (SND-03): any of them.
  if (sends.length < queued.length) return undefined;
  return queued[nth] ?? queued.at(-1);
}

/** What the page must have held when it was sent; undefined where nobody can say. */
export function contentOf(send: Send): Content | undefined {
  return causeOf(send)?.content;
}

function workOut(run: SenderRun): Facts {
  const { job, observation } = run;
  const pages = new Pages();
  const queues = queuesOf(run, pages);
  const { sends, byPacket } = sendsOf(run, pages);
  for (const send of sends) send.nth = send.page.sends.push(send) - 1;
  return {
    queues,
    queued: queues.flat(),
    sends,
    sendsIn: (packet) => byPacket.get(packet) ?? [],
    pageAt: (ramblock, offset) => pages.at(ramblock, offset),
    get ram() {
      return observation.ram ?? finalRam(job);
    },
  };
}

/** Goes through the passes with what is written to RAM in each. */
function queuesOf({ job, observation }: SenderRun, pages: Pages): Queued[][] {
  const { ram } = observation;
  const written = new Map<Page, PageFill>();
  const filled = (page: Page) => {
    const fills = job.blocks.find((b) => b.name === page.ramblock)?.pages;
    return written.get(page) ?? fills?.[Number(page.offset) / job.pageSize] ?? ZERO;
  };
  const refs = observation.queued ?? job.passes.map((pass) => pass.queue);
  const queues = refs.map((queue, pass) => {
    for (const { ramblock, offset, fill } of job.passes[pass]?.writes ?? []) {
      written.set(pages.at(ramblock, offset), fill);
    }
    return queue.map(({ ramblock, offset }, place): Queued => {
      const page = pages.at(ramblock, offset);
      const bytes = ram ? undefined : pageBytes(filled(page), job.pageSize);
      const entry = { page, pass, place, content: bytes && { bytes, zero: isZero(bytes) } };
      page.queued.push(entry);
      return entry;
    });
  });
  // The target shows its RAM at the end alone.
  for (const entry of ram ? queues.flat() : []) {
    if (entry.page.queued.at(-1)?.pass !== entry.pass) continue;
    const bytes = pageOf(ram!, entry.page, job.pageSize);
    entry.content = bytes && { bytes, zero: isZero(bytes) };
  }
  return queues;
}

/** Zero pages of a packet are applied before its normal ones (RCV-26). */
function sendsOf({ transcript }: SenderRun, pages: Pages) {
  const sends: Send[] = [];
  const byPacket = new Map<SentPacket, Send[]>();
  for (const { packets } of transcript.channels) {
    for (const packet of packets) {
      const { ramblock, epoch, normal, zero, pages: data } = packet;
      const first = sends.length;
      const send = (offset: bigint, entry: number, how: "normal" | "zero") => {
        const page = pages.at(ramblock, offset);
        const bytes = how === "normal" ? data?.[entry] : undefined;
        sends.push({ page, ramblock, offset, how, data: bytes, epoch, nth: 0, packet, entry });
      };
      for (let i = 0; i < zero.length; i++) send(zero[i], normal.length + i, "zero");
      for (let i = 0; i < normal.length; i++) send(normal[i], i, "normal");
      if (sends.length > first) byPacket.set(packet, sends.slice(first));
    }
  }
  for (const { word, epoch } of transcript.words) {
    if (word.kind !== "zero" && word.kind !== "page") continue;
    const { ramblock, offset } = word;
    const page = pages.at(ramblock, offset);
    const how = word.kind === "zero" ? "main-zero" : "main-page";
    const data = word.kind === "page" ? word.bytes : undefined;
    sends.push({ page, ramblock, offset, how, data, epoch, nth: 0 });
  }
  return { sends: sends.sort((a, b) => a.epoch - b.epoch), byPacket };
}

function pageOf(
  ram: readonly RamBlock[],
  { ramblock, offset }: Page,
  pageSize: number,
): Uint8Array | undefined {
  const at = Number(offset);
  return ram.find((b) => b.name === ramblock)?.bytes.subarray(at, at + pageSize);
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
