/** A session before it is brought into line with the rules: what is drawn and shrunk. */
import type { Delivery, PacketSpec, Segmentation } from "./case.ts";
import { smallerStage } from "./compact.ts";
import { smallerDelivery } from "./delivery.ts";
import { withOneSmaller, withoutSome } from "./drawing.ts";
import { smallerPacket } from "./packet-spec.ts";
import type { Scene } from "./scene.ts";
import { smallerSegmentation } from "./segmentation.ts";

/**
 * How RAM starts.
 *
 * @example
 * ```ts
 * import type { Prefill } from "@multifd/conformance";
 * const prefill: Prefill = "all";
 * ```
 */
export type Prefill =
  /** Fresh: all zero. */
  | "none"
  /**
   * Pages hold data unless their first visit is as a zero page: QEMU 9.1 and later count on that.
   */
  | "untouched"
  /** Pages hold data (RCV-14). */
  | "all";

export type DraftStep =
  | { kind: "packet"; channel: number; packet: PacketSpec }
  | { kind: "sync"; full: boolean }
  /** A SYNC point whose SYNC packets carry pages; channels without one get a bare one. */
  | { kind: "meet"; packets: { channel: number; packet: PacketSpec }[] }
  | { kind: "zero"; ramblock: string; offset: bigint };

export interface SessionDraft {
  scene: Scene;
  steps: DraftStep[];
  prefill: Prefill;
  /** Contents of RAM at the start; 0: none. */
  ramSeed: number;
  /** Packet numbers end with 2^64 − 1 instead of beginning with 0. */
  lastNumbers: boolean;
  segmentation: Segmentation;
  delivery: Delivery;
}

/** Smaller sessions: with fewer steps, plainer, with smaller steps, in a smaller scene. */
export function* smallerSession(draft: SessionDraft): Iterable<SessionDraft> {
  yield* smallerSteps(draft);
  const { scene, steps } = draft;
  const channels = 1 + Math.max(0, ...steps.flatMap(packetsOf).map((p) => p.channel));
  if (channels < scene.channels) yield { ...draft, scene: { ...scene, channels } };
  for (const stage of smallerStage({ scene, steps })) {
    yield { ...draft, scene: stage.scene, steps: stage.steps };
  }
}

/** Smaller sessions in the same scene. */
export function* smallerSteps(draft: SessionDraft): Iterable<SessionDraft> {
  for (const steps of withoutSome(draft.steps)) yield { ...draft, steps };
  for (const segmentation of smallerSegmentation(draft.segmentation)) {
    yield { ...draft, segmentation };
  }
  for (const delivery of smallerDelivery(draft.delivery)) yield { ...draft, delivery };
  if (draft.ramSeed !== 0) yield { ...draft, ramSeed: 0 };
  if (draft.lastNumbers) yield { ...draft, lastNumbers: false };
  for (const steps of withOneSmaller(draft.steps, smallerStep)) yield { ...draft, steps };
}

function* smallerStep(step: DraftStep): Iterable<DraftStep> {
  if (step.kind === "packet") {
    for (const packet of smallerPacket(step.packet)) yield { ...step, packet };
    if (step.channel > 0) yield { ...step, channel: 0 };
  } else if (step.kind === "sync") {
    if (step.full) yield { ...step, full: false };
  } else if (step.kind === "meet") {
    for (const packets of withoutSome(step.packets)) yield { ...step, packets };
    const smaller = withOneSmaller(step.packets, function* (p) {
      for (const packet of smallerPacket(p.packet)) yield { ...p, packet };
    });
    for (const packets of smaller) yield { ...step, packets };
  }
}

/** The packets of a step, with their channels. */
export function packetsOf(step: DraftStep): { channel: number; packet: PacketSpec }[] {
  return step.kind === "packet" ? [step] : step.kind === "meet" ? step.packets : [];
}
