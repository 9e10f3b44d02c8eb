import type { BlockSpec } from "../../../../generators/case.ts";
import { Dice } from "../../../../generators/dice.ts";
import { drawData, ZERO } from "../../../../generators/page-fill.ts";
import type { RamBlockInfo } from "../../../../protocol/ram.ts";

/** Which share of the pages is zero, stretch by stretch. */
const ZERO_SHARES = [0, 1, 0.5, 0.25, 1, 1, 0.5, 0.75];

/** A block with pages of every kind, in eight stretches: data, zero pages or both. The same for the same seed. */
export function drawnBlock(block: RamBlockInfo, pageSize: number, seed: number): BlockSpec {
  const dice = new Dice(seed, block.usedLength);
  const count = block.usedLength / pageSize;
  const pages = Array.from({ length: count }, (_, page) => {
    const share = ZERO_SHARES[Math.floor(page * ZERO_SHARES.length / count)];
    return dice.below(4) < share * 4 ? ZERO : drawData(dice, pageSize);
  });
  return { ...block, pages };
}
