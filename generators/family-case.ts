import type { Arbitrary } from "fast-check";
import type { PacketSpec, ReceiverCase } from "./case.ts";
import { IN_ORDER } from "./delivery.ts";
import { arbitraryOf } from "./drawing.ts";
import { buildFamily } from "./family-build.ts";
import {
  drawFamily,
  type FamilyConstraints,
  smallerFamily,
  staged,
  variantsOf,
} from "./family-draft.ts";
import type { Family, Need } from "./family.ts";
import { ONES } from "./page-fill.ts";
import { plainScene, usableBlocks } from "./scene.ts";
import { WHOLE } from "./segmentation.ts";
import type { SessionDraft } from "./session-draft.ts";
import { checkShape, type Shape } from "./shape.ts";

export type { FamilyConstraints } from "./family-draft.ts";

/**
 * Cases of a family: a short legal session, a SYNC point where other channels took part in it, then
 * the family's own steps. In an invalid case these end with the one fault, and its pieces arrive in
 * the order of the source. Shrinks to the family's own steps with one page or none.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { familyCase } from "./family-case.ts";
 * import { INVALID } from "./invalid.ts";
 * const shape = { method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2 } as const;
 * const family = INVALID.find((f) => f.requirement === "RCV-05")!;
 * const [testCase] = fc.sample(familyCase(shape, family), 1);
 * console.log(testCase.breaks); // { requirement: "RCV-05", step: …, field: "zeroPages" }
 * ```
 */
export function familyCase(
  shape: Shape,
  family: Family,
  constraints: FamilyConstraints = {},
): Arbitrary<ReceiverCase> {
  checkShape(shape);
  const why = unfit(shape, family);
  if (why) throw new RangeError(`family: ${family.name} ${why}`);
  const { maxSteps = 3 } = constraints;
  if (!Number.isInteger(maxSteps) || maxSteps < 0) {
    throw new RangeError(`maxSteps: ${maxSteps} is not a non-negative integer`);
  }
  return arbitraryOf({
    draw: (dice) => drawFamily(dice, shape, family, constraints),
    smaller: (draft) => smallerFamily(family, draft),
  }, (draft) => buildFamily(family, draft));
}

/**
 * One case for each variant of the family, in a plain scene and with nothing but a painted page in
 * front.
 */
export function familyFixed(shape: Shape, family: Family): ReceiverCase[] {
  checkShape(shape);
  if (unfit(shape, family)) return [];
  const scene = plainScene(shape, 4, Math.max(2, family.leastChannels ?? 1));
  const block = scene.blocks[usableBlocks(scene)[0]];
  const session: SessionDraft = {
    scene,
    steps: [],
    prefill: family.prefill ?? "none",
    ramSeed: family.prefill === "all" ? 1 : 0,
    lastNumbers: false,
    segmentation: WHOLE,
    delivery: IN_ORDER,
  };
  const packet: PacketSpec = {
    ramblock: block.name,
    packetNum: 0n,
    normal: [{ offset: 0n, fill: ONES }],
    zero: [],
  };
  const all = variantsOf(family, staged(family, scene));
  const paint = family.session !== false && family.prefill === undefined;
  return all.map((_, variant) =>
    buildFamily(family, { session, packet, paint, channel: 0, variant, at: 0 })
  );
}

/** True when the family's cases can be drawn for this shape and target. */
export function applies(
  family: Family,
  shape: Shape,
  shows: Pick<ReadonlySet<Need>, "has">,
): boolean {
  return !unfit(shape, family) && (family.needs ?? []).every((need) => shows.has(need));
}

function unfit(shape: Shape, family: Family): string | undefined {
  if (family.methods && !family.methods.includes(shape.method)) {
    return `is not for method ${shape.method}`;
  }
  if ((family.leastChannels ?? 1) > shape.maxChannels) {
    return `needs ${family.leastChannels} channels, there are ${shape.maxChannels}`;
  }
  if (shape.blocks && family.needs?.includes("blocks")) return "needs blocks of its own";
  const scene = plainScene(shape, 4, family.leastChannels);
  if (variantsOf(family, staged(family, scene)).length === 0) return "needs zero pages";
}
