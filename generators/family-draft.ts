/** Draws and shrinks what a case of a family is built from. */
import { pageCountOf } from "../protocol/layout.ts";
import type { PacketSpec } from "./case.ts";
import { smallerStage } from "./compact.ts";
import { drawDelivery, IN_ORDER } from "./delivery.ts";
import type { Dice } from "./dice.ts";
import { smallerIntegers } from "./drawing.ts";
import type { Family, Variant } from "./family.ts";
import { drawPacket, smallerPacket } from "./packet-spec.ts";
import { drawSteps } from "./receiver-session.ts";
import { drawScene, type Scene, usableBlocks } from "./scene.ts";
import { drawSegmentation } from "./segmentation.ts";
import { packetsOf, type Prefill, type SessionDraft, smallerSteps } from "./session-draft.ts";
import type { Shape } from "./shape.ts";

/** Constraints of `familyCase`. */
export interface FamilyConstraints {
  /** False: no SYNC points. Default true. */
  main?: boolean;
  /** How RAM starts. Default: as the family says. */
  prefill?: Prefill;
  /** Most steps in front of the family's own. Default 3. */
  maxSteps?: number;
}

export interface FamilyDraft {
  /** In front of the family's own steps. */
  session: SessionDraft;
  /** Legal; at least one page. */
  packet: PacketSpec;
  /** The packet's pages get data right before, so that clearing them shows. */
  paint: boolean;
  channel: number;
  variant: number;
  at: number;
}

export function drawFamily(
  dice: Dice,
  shape: Shape,
  family: Family,
  constraints: FamilyConstraints,
): FamilyDraft {
  const { main = true, prefill = family.prefill ?? "none", maxSteps = 3 } = constraints;
  const scene = withUsableBlock(drawScene(dice, shape, { leastChannels: family.leastChannels }));
  const channel = dice.below(scene.channels);
  const inFront = family.session === false || dice.once(3) ? 0 : dice.below(maxSteps + 1);
  const steps = drawSteps(dice, scene, inFront, main);
  if (!main) { for (const step of steps) if (step.kind === "packet") step.channel = channel; }
  const delivered = family.delivery ?? family.legal;
  return {
    session: {
      scene,
      steps,
      prefill,
      ramSeed: prefill === "none" || (prefill === "untouched" && dice.once(2)) ? 0 : dice.u32() | 1,
      lastNumbers: dice.once(16),
      segmentation: drawSegmentation(dice, family.legal),
      delivery: delivered ? drawDelivery(dice, scene.channels) : IN_ORDER,
    },
    packet: drawCarrier(dice, scene),
    paint: family.session !== false && dice.once(2),
    channel,
    variant: drawVariant(dice, variantsOf(family, staged(family, scene))),
    at: dice.once(2) ? 0 : dice.u32(),
  };
}

/** Half of the time by name, so that a kind with many variants does not crowd out the others. */
function drawVariant(dice: Dice, variants: readonly Variant[]): number {
  const drawn = dice.once(8) ? variants : variants.filter(({ costly }) => !costly);
  const any = dice.pick(drawn);
  if (dice.once(2)) return variants.indexOf(any);
  const name = dice.pick([...new Set(drawn.map((v) => v.name))]);
  return variants.indexOf(dice.pick(drawn.filter((v) => v.name === name)));
}

/** A legal packet with at least one page, in most cases with few. */
function drawCarrier(dice: Dice, scene: Scene): PacketSpec {
  const block = scene.blocks[dice.pick(usableBlocks(scene))];
  for (;;) {
    const packet = drawPacket(dice, block, scene.pageSize, scene.zeroPages);
    const { stale: _, fields, ...plain } = packet;
    const pages = packet.normal.length + packet.zero.length;
    // One place is left for what a family puts in.
    if (pages === 0 || pages >= pageCountOf(scene.pageSize)) continue;
    return fields?.reserved === undefined
      ? plain
      : { ...plain, fields: { reserved: fields.reserved } };
  }
}

function withUsableBlock(scene: Scene): Scene {
  if (usableBlocks(scene).length > 0) return scene;
  const [first, ...rest] = scene.blocks;
  return { ...scene, blocks: [{ ...first, usedLength: 4 * scene.pageSize }, ...rest] };
}

export function* smallerFamily(family: Family, draft: FamilyDraft): Iterable<FamilyDraft> {
  for (const session of smallerSteps(draft.session)) yield { ...draft, session };
  if (draft.paint) yield { ...draft, paint: false };
  for (const packet of smallerPacket(draft.packet)) {
    if (packet.normal.length + packet.zero.length > 0) yield { ...draft, packet };
  }
  for (const variant of smallerIntegers(draft.variant)) yield { ...draft, variant };
  for (const at of smallerIntegers(draft.at)) yield { ...draft, at };
  const { session, channel } = draft;
  const { scene, steps } = session;
  const used = steps.flatMap(packetsOf).map((p) => p.channel);
  if (channel > 0 && !used.includes(channel)) yield { ...draft, channel: 0 };
  const channels = Math.max(channel + 1, family.leastChannels ?? 1, ...used.map((c) => c + 1));
  if (channels < scene.channels) {
    yield { ...draft, session: { ...session, scene: { ...scene, channels } } };
  }
  for (const stage of smallerStage({ scene, steps, packet: draft.packet })) {
    const smaller = { ...session, scene: stage.scene, steps: stage.steps };
    yield { ...draft, session: smaller, packet: stage.packet! };
  }
}

/** The variants that a receiver of the scene's layout can be tried with. */
export function variantsOf(family: Family, scene: Scene): readonly Variant[] {
  if (scene.zeroPages) return family.variants(scene);
  return family.zero ? [] : family.variants(scene).filter((v) => !v.zero);
}

/** The scene as the family wants it. */
export function staged(family: Family, scene: Scene): Scene {
  return family.stage?.(scene) ?? scene;
}
