import { pageCountOf } from "../protocol/layout.ts";
import type { PacketSpec, ReceiverCase, Step } from "./case.ts";
import { boundaryCountsOf, type Counts } from "./counts.ts";
import { packetStep } from "./family.ts";
import { fixedCase, plainPacket } from "./fixed-case.ts";
import { ONES } from "./page-fill.ts";
import { pagesOfBlock, plainScene, type Scene, usableBlocks } from "./scene.ts";
import type { Shape } from "./shape.ts";

/** Claims of so few pages are backed by pages, so that whoever does not look takes them. */
const FEW = 2;

/**
 * A case for every combination of boundary values of pages_alloc, normal_pages and zero_pages:
 * legal, or with the first rule it breaks. Legal ones carry all their pages; those with more than
 * the block holds are left out, and those with zero pages where the shape has none.
 */
export function boundaryCounts(shape: Shape): ReceiverCase[] {
  const pageCount = pageCountOf(shape.pageSizes[0]);
  const small = plainScene(shape, 4);
  const large = plainScene(shape, pageCount);
  const cases: ReceiverCase[] = [];
  for (const counts of boundaryCountsOf(pageCount)) {
    if (!small.zeroPages && (counts.zeroPages > 0 || counts.breaks === "RCV-05")) continue;
    const pages = counts.breaks ? 0 : counts.normalPages + counts.zeroPages;
    const scene = pages > 4 ? large : small;
    if (pages <= roomIn(scene)) cases.push(caseOf(scene, counts));
  }
  return cases;
}

function caseOf(scene: Scene, counts: Counts): ReceiverCase {
  const { pagesAlloc, normalPages, zeroPages, breaks } = counts;
  const ramblock = blockOf(scene).name;
  const carried = (claimed: number) => breaks && claimed > FEW ? 0 : claimed;
  const normals = carried(normalPages);
  const packet = plainPacket(ramblock, {
    normal: Array.from({ length: normals }, (_, i) => ({ offset: at(scene, i), fill: ONES })),
    zero: Array.from({ length: carried(zeroPages) }, (_, i) => at(scene, normals + i)),
    fields: { pagesAlloc, normalPages, zeroPages },
  });
  const steps: Step[] = [packetStep(0, packet)];
  if (packet.zero.length > 0 && packet.zero.length <= FEW) {
    steps.unshift(packetStep(0, paint(packet)));
  }
  const field = breaks === "RCV-03"
    ? "pagesAlloc"
    : breaks === "RCV-04"
    ? "normalPages"
    : "zeroPages";
  return fixedCase(scene, steps, ["boundary-counts"], breaks && { requirement: breaks, field });
}

/** Clearing a page shows only where there was data. */
function paint({ ramblock, zero }: PacketSpec): PacketSpec {
  return plainPacket(ramblock, { normal: zero.map((offset) => ({ offset, fill: ONES })) });
}

function blockOf(scene: Scene) {
  return scene.blocks[usableBlocks(scene)[0]];
}

function roomIn(scene: Scene): number {
  return pagesOfBlock(blockOf(scene), scene.pageSize);
}

function at(scene: Scene, page: number): bigint {
  return BigInt(page % roomIn(scene) * scene.pageSize);
}
