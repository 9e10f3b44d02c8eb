/** Legal sessions: many packets on several channels. */
import type { ReceiverCase, Step } from "../../generators/case.ts";
import { packetStep } from "../../generators/family.ts";
import { fixedCase, plainPacket } from "../../generators/fixed-case.ts";
import { ONES } from "../../generators/page-fill.ts";
import { validSession } from "../../generators/receiver-session.ts";
import { plainScene, usableBlocks } from "../../generators/scene.ts";
import type { CaseSource, ReceiverShape } from "../check.ts";

/** Sessions that may share one; RAM holds data where the target takes it, but under no zero page on its first visit. */
export const sessions: CaseSource = {
  name: "sessions",
  batch: true,
  stimulus: (shape) => ({ fixed: [plainSession(shape)], drawn: drawnSession(shape) }),
};

/** The same, each on its own: what a target counts is then of one case. */
export const singleSessions: CaseSource = {
  name: "single-sessions",
  stimulus: (shape) => ({ fixed: [plainSession(shape)], drawn: drawnSession(shape) }),
};

/** Any legal session that the target can be given. */
export function drawnSession(shape: ReceiverShape) {
  return validSession(shape, {
    main: shape.shows.has("main"),
    prefill: shape.shows.has("prefill") ? "untouched" : "none",
  });
}

/** Three packets of one channel: pages in falling order, then one of them zero beside another, then nothing. */
export function plainSession(shape: ReceiverShape): ReceiverCase {
  const scene = plainScene(shape);
  const { name } = scene.blocks[usableBlocks(scene)[0]];
  const page = (i: number) => BigInt(i * scene.pageSize);
  const steps: Step[] = [
    packetStep(
      0,
      plainPacket(name, { normal: [2, 1].map((i) => ({ offset: page(i), fill: ONES })) }),
    ),
    packetStep(
      0,
      plainPacket(name, {
        normal: [{ offset: page(0), fill: { kind: "text", number: 1 } }],
        zero: scene.zeroPages ? [page(2)] : [],
      }),
    ),
    packetStep(0, plainPacket(name, {})),
  ];
  return fixedCase(scene, steps, ["plain-session"]);
}
