/** Legal sessions: many packets on several channels. */
import type { ReceiverCase } from "../../generators/case.ts";
import { packetStep } from "../../generators/family.ts";
import { fixedCase, plainPacket } from "../../generators/fixed-case.ts";
import { ONES, ZERO } from "../../generators/page-fill.ts";
import { validSession } from "../../generators/receiver-session.ts";
import { pagesOfBlock, plainScene, type Scene, usableBlocks } from "../../generators/scene.ts";
import { pageCountOf } from "../../protocol/layout.ts";
import type { CaseSource, ReceiverShape, Stimulus } from "../check.ts";

/** Sessions that may share one; RAM holds data where the target takes it, but under no zero page on its first visit. */
export const sessions: CaseSource = {
  name: "sessions",
  batch: true,
  stimulus,
};

/** The same, each on its own: what a target counts is then of one case. */
export const singleSessions: CaseSource = { name: "single-sessions", stimulus };

function stimulus(shape: ReceiverShape): Stimulus<ReceiverCase> {
  return { fixed: [plainSession(shape), ...fullSessions(shape)], drawn: drawnSession(shape) };
}

/** Any legal session that the target can be given. */
export function drawnSession(shape: ReceiverShape) {
  return validSession(shape, {
    main: shape.shows.has("main"),
    prefill: shape.shows.has("prefill") ? "untouched" : "none",
  });
}

/** Packets of one channel: pages in falling order, one of them zero beside another, one with data that is zero, then nothing. */
export function plainSession(shape: ReceiverShape): ReceiverCase {
  const scene = plainScene(shape);
  const [, second, third] = pagesIn(scene);
  return sessionOf(scene, "plain-session", [
    { normal: [third, second].map((offset) => ({ offset, fill: ONES })) },
    {
      normal: [{ offset: 0n, fill: { kind: "text", number: 1 } }],
      zero: scene.zeroPages ? [third] : [],
    },
    { normal: [{ offset: second, fill: ZERO }] },
    {},
  ]);
}

/** Full packets: of normal pages, of both kinds, of zero pages, and more pages than eight bits can count. */
function fullSessions(shape: ReceiverShape): ReceiverCase[] {
  const scene = plainScene(shape, pageCountOf(shape.pageSizes[0]));
  const pages = pagesIn(scene);
  const data = pages.map((offset, number) => ({ offset, fill: { kind: "text", number } as const }));
  const normal = { normal: data };
  if (!scene.zeroPages) return [sessionOf(scene, "full-packets", [normal, normal, normal])];
  const half = pages.length / 2;
  const zero = { zero: pages };
  const mixed = { normal: data.slice(half).reverse(), zero: pages.slice(0, half) };
  return [
    sessionOf(scene, "full-packets", [normal, mixed]),
    sessionOf(scene, "full-packets", [zero, normal, zero, normal, zero, normal]),
  ];
}

function sessionOf(
  scene: Scene,
  name: string,
  packets: readonly Parameters<typeof plainPacket>[1][],
): ReceiverCase {
  const block = scene.blocks[usableBlocks(scene)[0]];
  const steps = packets.map((parts) => packetStep(0, plainPacket(block.name, parts)));
  return fixedCase(scene, steps, [name]);
}

/** Offsets of the first block's pages, at most a packet full. */
function pagesIn(scene: Scene): bigint[] {
  const block = scene.blocks[usableBlocks(scene)[0]];
  const count = Math.min(pagesOfBlock(block, scene.pageSize), pageCountOf(scene.pageSize));
  return Array.from({ length: count }, (_, i) => BigInt(i * scene.pageSize));
}
