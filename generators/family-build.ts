/** Builds a case of a family from its draft. */
import type { PacketSpec, PageFill, ReceiverCase, Step } from "./case.ts";
import { classesOf } from "./classes.ts";
import { type FamilyDraft, staged, variantsOf } from "./family-draft.ts";
import { type Family, packetStep, pagesOf } from "./family.ts";
import type { Scene } from "./scene.ts";
import { buildBlocks, buildSegmentation, numbered, withoutConflicts } from "./session-build.ts";

export function buildFamily(family: Family, draft: FamilyDraft): ReceiverCase {
  const { session, channel, packet, at } = draft;
  const scene = staged(family, session.scene);
  const variants = variantsOf(family, scene);
  const variant = variants[draft.variant % variants.length];
  const built = family.build({ scene, channel, packet, variant, at });
  const own = variant.sync ? { ...built, steps: withSync(built.steps) } : built;
  const elsewhere = (family.leastChannels ?? 1) > 1 || startsOnMain(own.steps);
  const before = variant.alone ? [] : inFront(draft, scene, elsewhere);
  const steps = variant.ownNumbers
    ? [...numbered(before, scene.channels, session.lastNumbers), ...own.steps]
    : numbered([...before, ...own.steps], scene.channels, session.lastNumbers);
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

function withSync(steps: readonly Step[]): Step[] {
  const last = steps.at(-1)!;
  if (last.kind !== "packet") throw new RangeError("the last step is no packet");
  return steps.with(-1, { ...last, packet: { ...last.packet, sync: true } });
}

/** @param elsewhere The family's own steps do not keep to their channel. */
function inFront(
  { session, channel, packet, paint }: FamilyDraft,
  scene: Scene,
  elsewhere: boolean,
): Step[] {
  const steps = withoutConflicts({ scene, steps: session.steps });
  if (needsSync(steps, channel, elsewhere)) steps.push({ kind: "sync" });
  if (paint) steps.push(packetStep(channel, painted(packet)));
  if (paint && elsewhere) steps.push({ kind: "sync" });
  return steps;
}

/**
 * Other streams must have been read before the family's steps: their pages must not race with
 * these.
 */
function needsSync(before: readonly Step[], channel: number, elsewhere: boolean): boolean {
  const last = before.at(-1);
  if (!last || last.kind === "sync" || last.kind === "barrier") return false;
  return elsewhere ||
    before.some((s) => s.kind === "zero" || (s.kind === "packet" && s.channel !== channel));
}

/** The first word of the main channel is a zero page, not a barrier that holds it back. */
function startsOnMain(steps: readonly Step[]): boolean {
  const first = steps.find(({ kind }) => kind === "zero" || kind === "sync" || kind === "barrier");
  return first?.kind === "zero";
}

function painted(packet: PacketSpec): PacketSpec {
  const normal = pagesOf(packet).map((offset) => ({ offset, fill: PAINT }));
  return { ramblock: packet.ramblock, packetNum: 0n, normal, zero: [] };
}

const PAINT: PageFill = Object.freeze({ kind: "repeat", value: 0xa5 });
