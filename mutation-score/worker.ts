/** Tries its share of the mutations, one after the other. */
import { parentPort, workerData } from "node:worker_threads";
import { CHECKS } from "../conformance/checks/mod.ts";
import type { Share } from "./run.ts";
import { SCOPE } from "./scope.ts";
import { Trial } from "./trial.ts";
import { Workshop } from "./workshop.ts";

const { indices, seed, runs } = workerData as Share;
Error.stackTraceLimit = 0;

const workshop = await Workshop.open(SCOPE);
const trial = await Trial.open(workshop, CHECKS, { seed, runs });
for (const index of indices) {
  parentPort!.postMessage({ index, outcome: await trial.run(workshop.mutations[index]) });
}
parentPort!.postMessage("done");
