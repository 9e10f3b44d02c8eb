/**
 * Makes what a draft plays in smaller: pages move to the front of their block, blocks lose names
 * and length.
 */
import type { PacketSpec } from "./case.ts";
import type { Scene } from "./scene.ts";
import type { DraftStep } from "./session-draft.ts";

/** The part of a draft that names blocks and pages. */
export interface Stage {
  scene: Scene;
  steps: DraftStep[];
  /** A packet beside the steps. */
  packet?: PacketSpec;
}

/**
 * Smaller stages, all of it at once first. Which packets share a page, and the order of pages,
 * stay.
 */
export function* smallerStage(stage: Stage): Iterable<Stage> {
  const { scene } = stage;
  const pages = usedPages(stage);
  const fewer = withoutUnusedBlocks(stage, pages);
  const moves = [...pages.values()].some((used) => used.some((page, rank) => page !== rank));
  const renames = !scene.fixedBlocks && scene.blocks.some((b, i) => b.name !== nameOf(i));
  if (fewer || moves || renames) {
    const moved = moves ? withPagesMoved(stage, pages) : stage;
    if (scene.fixedBlocks) yield moved;
    else {
      const cut = withoutUnusedBlocks(moved, usedPages(moved)) ?? moved;
      yield withShortNames(cut);
      yield cut;
    }
  }
  if (fewer) yield fewer;
  if (renames) yield withShortNames(stage);
}

function nameOf(index: number): string {
  return String.fromCharCode(97 + index);
}

/** The pages that each block is visited at, in rising order. */
function usedPages({ scene, steps, packet }: Stage): Map<string, number[]> {
  const pages = new Map<string, Set<number>>();
  const visit = (name: string, offset: bigint) => {
    let set = pages.get(name);
    if (!set) pages.set(name, set = new Set());
    set.add(Math.floor(Number(offset) / scene.pageSize));
  };
  const visitAll = ({ ramblock, normal, zero }: PacketSpec) => {
    for (const { offset } of normal) visit(ramblock, offset);
    for (const offset of zero) visit(ramblock, offset);
  };
  for (const step of steps) {
    if (step.kind === "zero") visit(step.ramblock, step.offset);
    if (step.kind === "packet") visitAll(step.packet);
    if (step.kind === "meet") { for (const p of step.packets) visitAll(p.packet); }
  }
  if (packet) visitAll(packet);
  return new Map([...pages].map(([name, set]) => [name, [...set].sort((a, b) => a - b)]));
}

function withPagesMoved(stage: Stage, pages: Map<string, number[]>): Stage {
  const { pageSize } = stage.scene;
  const ranks = new Map(
    [...pages].map(([name, used]) => [name, new Map(used.map((page, rank) => [page, rank]))]),
  );
  const move = (name: string, offset: bigint) => {
    const page = Math.floor(Number(offset) / pageSize);
    return BigInt(ranks.get(name)!.get(page)! * pageSize);
  };
  return mapped(stage, (name) => name, move);
}

/** Without blocks that no page is named of, and without the pages behind the last one named. */
function withoutUnusedBlocks(stage: Stage, pages: Map<string, number[]>): Stage | undefined {
  const { scene } = stage;
  if (scene.fixedBlocks) return undefined;
  const used = scene.blocks.filter((b) => pages.has(b.name));
  const blocks = (used.length > 0 ? used : scene.blocks.slice(0, 1)).map((block) => {
    const last = pages.get(block.name)?.at(-1) ?? 0;
    return { ...block, usedLength: Math.min(block.usedLength, (last + 1) * scene.pageSize) };
  });
  const same = blocks.length === scene.blocks.length &&
    blocks.every((b, i) => b.usedLength === scene.blocks[i].usedLength);
  return same ? undefined : { ...stage, scene: { ...scene, blocks } };
}

function withShortNames(stage: Stage): Stage {
  const names = new Map(stage.scene.blocks.map(({ name }, i) => [name, nameOf(i)]));
  const renamed = mapped(stage, (name) => names.get(name) ?? name, (_, offset) => offset);
  const blocks = stage.scene.blocks.map((b, i) => ({ ...b, name: nameOf(i) }));
  return { ...renamed, scene: { ...stage.scene, blocks } };
}

function mapped(
  stage: Stage,
  rename: (name: string) => string,
  move: (name: string, offset: bigint) => bigint,
): Stage {
  const packetOf = (packet: PacketSpec): PacketSpec => ({
    ...packet,
    ramblock: rename(packet.ramblock),
    normal: packet.normal.map((n) => ({ ...n, offset: move(packet.ramblock, n.offset) })),
    zero: packet.zero.map((offset) => move(packet.ramblock, offset)),
  });
  const steps = stage.steps.map((step): DraftStep => {
    if (step.kind === "packet") return { ...step, packet: packetOf(step.packet) };
    if (step.kind === "zero") {
      return { ...step, ramblock: rename(step.ramblock), offset: move(step.ramblock, step.offset) };
    }
    if (step.kind === "sync") return step;
    return { ...step, packets: step.packets.map((p) => ({ ...p, packet: packetOf(p.packet) })) };
  });
  return { ...stage, steps, ...(stage.packet && { packet: packetOf(stage.packet) }) };
}
