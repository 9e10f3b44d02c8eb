/**
 * Cases that are written down rather than drawn: one plain scene, whole packets in the order of the
 * source.
 */
import type { Breaks, PacketSpec, ReceiverCase, Step } from "./case.ts";
import { classesOf } from "./classes.ts";
import { IN_ORDER } from "./delivery.ts";
import type { Scene } from "./scene.ts";
import { WHOLE } from "./segmentation.ts";
import { numbered } from "./session-build.ts";

/** A case of these steps; the fault is in the last step unless `breaks` says otherwise. */
export function fixedCase(
  scene: Scene,
  steps: readonly Step[],
  names: readonly string[],
  breaks?: Pick<Breaks, "requirement" | "field"> & { step?: number },
): ReceiverCase {
  const c: ReceiverCase = {
    pageSize: scene.pageSize,
    channels: scene.channels,
    method: scene.method,
    level: scene.level,
    blocks: scene.blocks.map(({ name, usedLength }) => ({ name, usedLength, pages: [] })),
    steps: numbered(steps, scene.channels, false),
    segmentation: WHOLE,
    delivery: IN_ORDER,
    ...(breaks && { breaks: { step: steps.length - 1, ...breaks } }),
    classes: [],
  };
  c.classes = [...classesOf(c), ...names];
  return c;
}

/** A packet without a number. */
export function plainPacket(
  ramblock: string,
  parts: Partial<Pick<PacketSpec, "normal" | "zero" | "fields" | "sync">>,
): PacketSpec {
  return { ramblock, packetNum: 0n, normal: [], zero: [], ...parts };
}
