/** Brings a drafted session into line with the rules and numbers its packets. */
import type { BlockSpec, PacketSpec, Segmentation, Step } from "./case.ts";
import { drawContents } from "./block-spec.ts";
import { packetLength, pageCountOf } from "../protocol/layout.ts";
import { ZERO } from "./page-fill.ts";
import { pagesOfBlock, type Scene } from "./scene.ts";
import type { SessionDraft } from "./session-draft.ts";

/** Byte by byte is for sessions of no more bytes than this. */
const MAX_SINGLE_BYTES = 8 * 1024;
/** Random pieces, on average, are no more than so many. */
const MAX_PIECES = 250;
/** The owner of a page that was sent on the main channel. */
const MAIN = 255;

/**
 * Steps in which a page is touched on one channel only between two SYNC points (SND-23): a page
 * that another channel had already is left out, and a packet that loses all its pages with it.
 */
export function buildSteps(draft: Pick<SessionDraft, "scene" | "steps" | "lastNumbers">): Step[] {
  return numbered(withoutConflicts(draft), draft.scene.channels, draft.lastNumbers);
}

/** The steps of a draft, their packets not numbered yet. */
export function withoutConflicts(draft: Pick<SessionDraft, "scene" | "steps">): Step[] {
  const owners = new Owners(draft.scene);
  const steps: Step[] = [];
  for (const step of draft.steps) {
    switch (step.kind) {
      case "packet": {
        const packet = owners.claim(step.packet, step.channel);
        if (packet) steps.push({ kind: "packet", channel: step.channel, packet });
        break;
      }
      case "zero":
        if (owners.claimPage(step.ramblock, step.offset, MAIN)) steps.push(step);
        break;
      case "sync":
        steps.push(step.full ? step : { kind: "sync" });
        owners.release();
        break;
      case "meet":
        for (let channel = 0; channel < draft.scene.channels; channel++) {
          const own = step.packets.find((p) => p.channel === channel)?.packet;
          const packet = (own && owners.claim(own, channel)) ?? NO_PAGES;
          steps.push({ kind: "packet", channel, packet: { ...packet, sync: true } });
        }
        steps.push({ kind: "barrier" });
        owners.release();
        break;
    }
  }
  return steps;
}

/** The same steps with packet numbers that count from 0, or up to 2^64 − 1. */
export function numbered(
  steps: readonly Step[],
  channels: number,
  lastNumbers: boolean,
): Step[] {
  let count = 0n;
  const each = BigInt(channels);
  for (const { kind } of steps) count += kind === "packet" ? 1n : kind === "sync" ? each : 0n;
  let number = lastNumbers ? (1n << 64n) - count : 0n;
  return steps.map((step) => {
    if (step.kind === "sync") number += each;
    if (step.kind !== "packet") return step;
    return { ...step, packet: { ...step.packet, packetNum: number++ } };
  });
}

/**
 * The blocks at the start. With prefill `untouched`, a page is zero if its first visit is as a zero
 * page.
 */
export function buildBlocks(draft: SessionDraft, steps: readonly Step[]): BlockSpec[] {
  const { scene, ramSeed, prefill } = draft;
  const blocks = scene.blocks.map(({ name, usedLength }, i) => ({
    name,
    usedLength,
    pages: drawContents(
      ramSeed === 0 ? 0 : ramSeed + i,
      Math.ceil(usedLength / scene.pageSize),
      scene.pageSize,
    ),
  }));
  if (ramSeed !== 0 && prefill === "untouched") clearZeroFirst(blocks, steps, scene.pageSize);
  return blocks;
}

/** Byte by byte becomes field by field where there are too many bytes, and small pieces become larger ones. */
export function buildSegmentation(
  how: Segmentation,
  steps: readonly Step[],
  scene: Scene,
): Segmentation {
  if (how.kind !== "bytes" && how.kind !== "random") return how;
  const packet = packetLength(pageCountOf(scene.pageSize));
  let bytes = 0;
  for (const step of steps) {
    if (step.kind === "sync") bytes += scene.channels * packet;
    if (step.kind === "packet") bytes += packet + step.packet.normal.length * scene.pageSize;
  }
  if (how.kind === "bytes") return bytes > MAX_SINGLE_BYTES ? { kind: "fields" } : how;
  return { ...how, max: Math.max(how.max, Math.ceil(2 * bytes / MAX_PIECES)) };
}

const NO_PAGES: PacketSpec = { ramblock: "", packetNum: 0n, normal: [], zero: [] };

class Owners {
  readonly #scene: Scene;
  #owners: (Int16Array | undefined)[] = [];

  constructor(scene: Scene) {
    this.#scene = scene;
  }

  release(): void {
    this.#owners = [];
  }

  /** The packet without the pages that others own; undefined when none of its pages is left. */
  claim(packet: PacketSpec, channel: number): PacketSpec | undefined {
    const { normal, zero, ramblock } = packet;
    if (normal.length + zero.length === 0) return packet;
    const owner = this.#ownersOf(ramblock);
    const free = (offset: bigint) => this.#take(owner, offset, channel);
    const keptNormal = normal.filter(({ offset }) => free(offset));
    const keptZero = zero.filter(free);
    const kept = keptNormal.length + keptZero.length;
    if (kept === 0) return undefined;
    if (kept === normal.length + zero.length) return packet;
    return { ...packet, normal: keptNormal, zero: keptZero };
  }

  claimPage(ramblock: string, offset: bigint, owner: number): boolean {
    return this.#take(this.#ownersOf(ramblock), offset, owner);
  }

  #ownersOf(ramblock: string): Int16Array {
    const i = this.#scene.blocks.findIndex((b) => b.name === ramblock);
    return this.#owners[i] ??= new Int16Array(
      pagesOfBlock(this.#scene.blocks[i], this.#scene.pageSize) + 1,
    );
  }

  /** Owners are kept plus one: 0 is nobody. */
  #take(owners: Int16Array, offset: bigint, owner: number): boolean {
    const page = Math.floor(Number(offset) / this.#scene.pageSize);
    if (owners[page] !== 0 && owners[page] !== owner + 1) return false;
    owners[page] = owner + 1;
    return true;
  }
}

function clearZeroFirst(blocks: BlockSpec[], steps: readonly Step[], pageSize: number): void {
  const visited = new Map(blocks.map((b) => [b.name, new Set<number>()]));
  const visit = (name: string, offset: bigint, zero: boolean) => {
    const page = Math.floor(Number(offset) / pageSize);
    const pages = visited.get(name)!;
    if (pages.has(page)) return;
    pages.add(page);
    if (zero) blocks.find((b) => b.name === name)!.pages[page] = ZERO;
  };
  for (const step of steps) {
    if (step.kind === "zero") visit(step.ramblock, step.offset, true);
    if (step.kind !== "packet") continue;
    const { ramblock, normal, zero } = step.packet;
    for (const { offset } of normal) visit(ramblock, offset, false);
    for (const offset of zero) visit(ramblock, offset, true);
  }
}
