/** Where a case plays: page size, channels, level and blocks, drawn within a shape. */
import type { MethodName } from "../protocol/flags.ts";
import { pageCountOf } from "../protocol/layout.ts";
import type { RamBlockInfo } from "../protocol/ram.ts";
import { drawBlocks } from "./block-spec.ts";
import type { Dice } from "./dice.ts";
import type { Shape } from "./shape.ts";

export interface Scene {
  pageSize: number;
  channels: number;
  method: MethodName;
  level: number;
  blocks: readonly RamBlockInfo[];
  /** No other blocks can be had. */
  fixedBlocks: boolean;
  /** False before the patch. */
  zeroPages: boolean;
}

/**
 * What a scene must offer beyond its shape.
 *
 * @example
 * ```ts
 * import type { SceneWishes } from "@multifd/conformance";
 * const wishes: SceneWishes = { leastChannels: 2, fullPackets: true };
 * ```
 */
export interface SceneWishes {
  /** Default 1. */
  leastChannels?: number;
  /** Some block holds as many pages as a packet can. Default: now and then. */
  fullPackets?: boolean;
  /** Compression level of every case. Default: mostly 1. */
  level?: number;
}

export function drawScene(dice: Dice, shape: Shape, wishes: SceneWishes = {}): Scene {
  const pageSize = dice.once(4) ? dice.pick(shape.pageSizes) : shape.pageSizes[0];
  const fullPackets = wishes.fullPackets ?? dice.once(25);
  return {
    pageSize,
    channels: drawChannels(dice, wishes.leastChannels ?? 1, shape.maxChannels),
    method: shape.method,
    level: wishes.level ?? drawLevel(dice, shape.method),
    blocks: shape.blocks ?? drawBlocks(dice, pageSize, fullPackets ? pageCountOf(pageSize) : 1),
    fixedBlocks: shape.blocks !== undefined,
    zeroPages: shape.layout === "patch",
  };
}

/** The scene that fixed cases play in: one page size, one block of `pages` pages. */
export function plainScene(shape: Shape, pages = 4, channels = 1): Scene {
  const pageSize = shape.pageSizes[0];
  return {
    pageSize,
    channels: Math.min(channels, shape.maxChannels),
    method: shape.method,
    level: 1,
    blocks: shape.blocks ?? [{ name: "ram", usedLength: pages * pageSize }],
    fixedBlocks: shape.blocks !== undefined,
    zeroPages: shape.layout === "patch",
  };
}

/** Whole pages of a block. */
export function pagesOfBlock(block: RamBlockInfo, pageSize: number): number {
  return Math.floor(block.usedLength / pageSize);
}

/** Indices of the blocks that hold at least one page. */
export function usableBlocks(scene: Scene): number[] {
  const usable: number[] = [];
  for (const [i, block] of scene.blocks.entries()) {
    if (block.usedLength >= scene.pageSize) usable.push(i);
  }
  return usable;
}

/** Sparing with channels: each costs a compression stream. */
function drawChannels(dice: Dice, least: number, most: number): number {
  const wanted = dice.once(30) ? 8 : dice.pick([1, 2, 2, 2, 3, 4]);
  return Math.max(Math.min(wanted, most), least);
}

/** Mostly 1, the fastest. */
function drawLevel(dice: Dice, method: MethodName): number {
  if (method === "none" || !dice.once(16)) return 1;
  return method === "zlib" ? dice.pick([0, 1, 6, 9]) : dice.pick([2, 3, 5]);
}
