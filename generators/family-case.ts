import type { Arbitrary } from "fast-check";
import { pageCountOf } from "../protocol/layout.ts";
import type { PacketSpec, PageFill, ReceiverCase, Step } from "./case.ts";
import { classesOf } from "./classes.ts";
import { smallerStage } from "./compact.ts";
import { drawDelivery, IN_ORDER } from "./delivery.ts";
import type { Dice } from "./dice.ts";
import { arbitraryOf, smallerIntegers } from "./drawing.ts";
import { type Family, type Need, packetStep, pagesOf, type Variant } from "./family.ts";
import { drawPacket, smallerPacket } from "./packet-spec.ts";
import { drawSteps } from "./receiver-session.ts";
import { drawScene, plainScene, type Scene, usableBlocks } from "./scene.ts";
import { drawSegmentation, WHOLE } from "./segmentation.ts";
import { buildBlocks, buildSegmentation, numbered, withoutConflicts } from "./session-build.ts";
import { packetsOf, type Prefill, type SessionDraft, smallerSteps } from "./session-draft.ts";
import { checkShape, type Shape } from "./shape.ts";
import { ONES } from "./page-fill.ts";

/** Constraints of `familyCase`. */
export interface FamilyConstraints {
  /** False: no SYNC points. Default true. */
  main?: boolean;
  /** How RAM starts. Default: as the family says. */
  prefill?: Prefill;
  /** Most steps in front of the family's own. Default 3. */
  maxSteps?: number;
}

/**
 * Cases of a family: a short legal session, a SYNC point where other channels took part in it, then the family's own steps.
 * In an invalid case these end with the one fault, and its pieces arrive in the order of the source. Shrinks to the
 * family's own steps with one page or none.
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

/** One case for each variant of the family, in a plain scene and with nothing but a painted page in front. */
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
export function applies(family: Family, shape: Shape, shows: ReadonlySet<Need>): boolean {
  return !unfit(shape, family) && (family.needs ?? []).every((need) => shows.has(need));
}

interface FamilyDraft {
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

function drawFamily(
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
  const any = dice.below(variants.length);
  if (dice.once(2)) return any;
  const name = dice.pick([...new Set(variants.map((v) => v.name))]);
  const named = [...variants.keys()].filter((i) => variants[i].name === name);
  return dice.pick(named);
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

function variantsOf(family: Family, scene: Scene): readonly Variant[] {
  if (scene.zeroPages) return family.variants(scene);
  return family.zero ? [] : family.variants(scene).filter((v) => !v.zero);
}

function staged(family: Family, scene: Scene): Scene {
  return family.stage?.(scene) ?? scene;
}

function* smallerFamily(family: Family, draft: FamilyDraft): Iterable<FamilyDraft> {
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

function buildFamily(family: Family, draft: FamilyDraft): ReceiverCase {
  const { session, channel, packet, at } = draft;
  const scene = staged(family, session.scene);
  const variants = variantsOf(family, scene);
  const variant = variants[draft.variant % variants.length];
  const own = family.build({ scene, channel, packet, variant, at });
  const before = variant.alone ? [] : inFront(family, draft, scene);
  const steps = numbered([...before, ...own.steps], scene.channels, session.lastNumbers);
  const faulty = before.length + (own.faulty ?? own.steps.length - 1);
  const c: ReceiverCase = {
    pageSize: scene.pageSize,
    channels: scene.channels,
    method: scene.method,
    level: scene.level,
    blocks: buildBlocks({ ...session, scene }, family.legal ? steps : steps.slice(0, faulty)),
    steps,
    segmentation: buildSegmentation(session.segmentation, steps, scene),
    delivery: session.delivery,
    ...(!family.legal && {
      breaks: {
        requirement: family.requirement,
        step: faulty,
        field: own.field ?? "stream",
      },
    }),
    classes: [],
  };
  c.classes = [...classesOf(c), family.name, variant.name];
  return c;
}

function inFront(family: Family, draft: FamilyDraft, scene: Scene): Step[] {
  const { session, channel, packet, paint } = draft;
  const steps = withoutConflicts({ scene, steps: session.steps });
  if (needsSync(steps, channel, family)) steps.push({ kind: "sync" });
  if (paint) steps.push(packetStep(channel, painted(packet)));
  if (paint && (family.leastChannels ?? 1) > 1) steps.push({ kind: "sync" });
  return steps;
}

/** Other streams must have been read before the family's steps: their pages must not race with these. */
function needsSync(before: readonly Step[], channel: number, family: Family): boolean {
  const last = before.at(-1);
  if (!last || last.kind === "sync" || last.kind === "barrier") return false;
  return (family.leastChannels ?? 1) > 1 ||
    before.some((s) => s.kind === "zero" || (s.kind === "packet" && s.channel !== channel));
}

function painted(packet: PacketSpec): PacketSpec {
  const normal = pagesOf(packet).map((offset) => ({ offset, fill: PAINT }));
  return { ramblock: packet.ramblock, packetNum: 0n, normal, zero: [] };
}

const PAINT: PageFill = Object.freeze({ kind: "repeat", value: 0xa5 });
