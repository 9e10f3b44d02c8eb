import type { Arbitrary } from "./arbitrary.ts";
import type { ReceiverCase } from "./case.ts";
import { classesOf } from "./classes.ts";
import { drawDelivery } from "./delivery.ts";
import type { Dice } from "./dice.ts";
import { arbitraryOf } from "./drawing.ts";
import { drawPacket } from "./packet-spec.ts";
import { drawScene, pagesOfBlock, type Scene, type SceneWishes, usableBlocks } from "./scene.ts";
import { drawSegmentation } from "./segmentation.ts";
import { buildBlocks, buildSegmentation, buildSteps } from "./session-build.ts";
import {
  type DraftStep,
  type Prefill,
  type SessionDraft,
  smallerSession,
} from "./session-draft.ts";
import { checkShape, type Shape } from "./shape.ts";

/**
 * Constraints of `validSession`.
 *
 * @example
 * ```ts
 * import type { SessionConstraints } from "@multifd/conformance";
 * const constraints: SessionConstraints = { main: false, maxSteps: 4 };
 * ```
 */
export interface SessionConstraints extends SceneWishes {
  /** How RAM starts. Default `none`; use `untouched` where the target takes RAM that holds data. */
  prefill?: Prefill;
  /** False: no SYNC points and no zero pages on the main channel. Default true. */
  main?: boolean;
  /** Most steps, 1 to 100. Default 12. */
  maxSteps?: number;
  /** False: whole packets in the order of the source. Default true. */
  transport?: boolean;
}

/**
 * Legal sessions: many packets on several channels, SYNC points with and without pages, passes over
 * the same pages, zero pages on the main channel, cut and delivered in any way. Between two SYNC
 * points a page is touched on one channel only (SND-23), so final RAM does not depend on the order
 * between channels. Shrinks to few packets with few pages.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { validSession } from "@multifd/conformance";
 * const shape = { method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2 } as const;
 * fc.assert(fc.property(validSession(shape), (c) => c.breaks === undefined));
 * ```
 */
export function validSession(
  shape: Shape,
  constraints: SessionConstraints = {},
): Arbitrary<ReceiverCase> {
  checkShape(shape);
  const { maxSteps = 12 } = constraints;
  if (!Number.isInteger(maxSteps) || maxSteps < 1 || maxSteps > 100) {
    throw new RangeError(`maxSteps: ${maxSteps} is not an integer from 1 to 100`);
  }
  return arbitraryOf({
    draw: (dice) => drawSession(dice, shape, constraints),
    smaller: smallerSession,
  }, buildSession);
}

export function buildSession(draft: SessionDraft): ReceiverCase {
  const { scene, delivery } = draft;
  const steps = buildSteps(draft);
  const c: ReceiverCase = {
    pageSize: scene.pageSize,
    channels: scene.channels,
    method: scene.method,
    level: scene.level,
    blocks: buildBlocks(draft, steps),
    steps,
    segmentation: buildSegmentation(draft.segmentation, steps, scene),
    delivery,
    classes: [],
  };
  c.classes = classesOf(c);
  return c;
}

export function drawSession(
  dice: Dice,
  shape: Shape,
  constraints: SessionConstraints,
): SessionDraft {
  const { prefill = "none", main = true, maxSteps = 12, transport = true } = constraints;
  const scene = drawScene(dice, shape, constraints);
  const count = dice.once(3) ? dice.below(Math.min(4, maxSteps + 1)) : dice.between(1, maxSteps);
  return {
    scene,
    steps: drawSteps(dice, scene, count, main),
    prefill,
    ramSeed: prefill === "none" || (prefill === "untouched" && dice.once(3)) ? 0 : dice.u32() | 1,
    lastNumbers: dice.once(16),
    segmentation: drawSegmentation(dice, transport),
    delivery: drawDelivery(dice, scene.channels),
    ...(!transport && PLAIN),
  };
}

const PLAIN = { segmentation: { kind: "whole" }, delivery: { kind: "in-order" } } as const;

/** Steps of a session; without a block that holds a page, SYNC points alone. */
export function drawSteps(dice: Dice, scene: Scene, count: number, main: boolean): DraftStep[] {
  const usable = usableBlocks(scene);
  const packetOn = (channel: number) => {
    const block = scene.blocks[dice.pick(usable)];
    return { channel, packet: drawPacket(dice, block, scene.pageSize, scene.zeroPages) };
  };
  const steps: DraftStep[] = [];
  for (let i = 0; i < count; i++) {
    const kind = main ? dice.below(32) : 31;
    if (kind < 4) steps.push({ kind: "sync", full: dice.once(2) });
    else if (usable.length === 0) continue;
    else if (kind < 6) {
      const packets = Array.from({ length: scene.channels }, (_, channel) => packetOn(channel));
      steps.push({ kind: "meet", packets });
    } else if (kind < 8) {
      const block = scene.blocks[dice.pick(usable)];
      const page = dice.below(pagesOfBlock(block, scene.pageSize));
      steps.push({ kind: "zero", ramblock: block.name, offset: BigInt(page * scene.pageSize) });
    } else steps.push({ kind: "packet", ...packetOn(dice.below(scene.channels)) });
  }
  return steps;
}
