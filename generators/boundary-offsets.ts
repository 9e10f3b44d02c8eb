import type { ReceiverCase, Step } from "./case.ts";
import { packetStep } from "./family.ts";
import { fixedCase, plainPacket } from "./fixed-case.ts";
import { boundaryOffsetsOf } from "./offset.ts";
import { ONES } from "./page-fill.ts";
import { plainScene, type Scene, usableBlocks } from "./scene.ts";
import type { Shape } from "./shape.ts";

/**
 * A case for every boundary offset in each part, alone and beside a legal page of the other part:
 * legal, or breaking RCV-07 or RCV-08. Legal offsets that are not aligned (RCV-11) are left out.
 */
export function boundaryOffsets(shape: Shape): ReceiverCase[] {
  const scenes = shape.blocks
    ? [plainScene(shape)]
    : [plainScene(shape), withRest(plainScene(shape))];
  const cases: ReceiverCase[] = [];
  for (const scene of scenes) {
    const block = scene.blocks[usableBlocks(scene)[0]];
    for (
      const { offset, legal, aligned, name } of boundaryOffsetsOf(block.usedLength, scene.pageSize)
    ) {
      if (legal && !aligned) continue;
      for (const part of scene.zeroPages ? ["normal", "zero"] as const : ["normal"] as const) {
        for (const beside of scene.zeroPages ? [false, true] : [false]) {
          const steps = stepsOf(scene, block.name, part, offset, legal, beside);
          const requirement = part === "normal" ? "RCV-07" : "RCV-08";
          const breaks = legal ? undefined : { requirement, field: "offsets" };
          cases.push(fixedCase(scene, steps, ["boundary-offsets", name], breaks));
        }
      }
    }
  }
  return cases;
}

function stepsOf(
  scene: Scene,
  ramblock: string,
  part: "normal" | "zero",
  offset: bigint,
  legal: boolean,
  beside: boolean,
): Step[] {
  const other = offset === BigInt(scene.pageSize) ? 0n : BigInt(scene.pageSize);
  const normal = part === "normal" ? [offset] : beside ? [other] : [];
  const zero = part === "zero" ? [offset] : beside ? [other] : [];
  const packet = plainPacket(ramblock, {
    normal: normal.map((o) => ({ offset: o, fill: ONES })),
    zero,
  });
  const steps: Step[] = [packetStep(0, packet)];
  // Clearing a page shows only where there was data.
  const painted = legal ? zero : zero.filter((o) => o === other && part === "normal");
  if (painted.length > 0) {
    const data = painted.map((o) => ({ offset: o, fill: ONES }));
    steps.unshift(packetStep(0, plainPacket(ramblock, { normal: data })));
  }
  return steps;
}

/** Half a page behind the last whole one. */
function withRest(scene: Scene): Scene {
  const [block] = scene.blocks;
  return { ...scene, blocks: [{ ...block, usedLength: block.usedLength + scene.pageSize / 2 }] };
}
