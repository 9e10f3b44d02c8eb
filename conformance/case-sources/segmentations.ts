import fc from "fast-check";
import { everySegmentation, segmentation } from "../../generators/segmentation.ts";
import { buildSegmentation } from "../../generators/session-build.ts";
import { plainScene } from "../../generators/scene.ts";
import type { CaseSource } from "../check.ts";
import { drawnSession, plainSession } from "./sessions.ts";

/** Legal sessions in pieces: one in every way, byte by byte too; drawn ones in any. */
export const segmentations: CaseSource = {
  name: "segmentations",
  batch: true,
  stimulus: (shape) => ({
    fixed: everySegmentation(plainSession(shape)),
    drawn: fc.tuple(drawnSession(shape), segmentation()).map(([c, how]) => ({
      ...c,
      segmentation: buildSegmentation(how, c.steps, { ...plainScene(shape), ...c }),
    })),
  }),
};
