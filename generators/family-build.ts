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

/**
 * Other streams must have been read before the family's steps: their pages must not race with
 * these.
 */
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
