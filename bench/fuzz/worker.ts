/** Runs cases one after another and says in shared memory which one it is at, so that a hang is seen from outside. */
import { parentPort, workerData } from "node:worker_threads";
import { Fuzzer } from "./fuzzer.ts";
import type { WorkerTask } from "./run.ts";

const { kind, seed, cases, shared } = workerData as WorkerTask;
const at = new Int32Array(shared);
const fuzzer = new Fuzzer();
// A tenth of the time goes into stacks; whoever runs the one case again sees them.
Error.stackTraceLimit = 0;

let index = 0;
try {
  for (; index < cases; index++) {
    Atomics.store(at, 0, index);
    fuzzer.run(kind, seed, index);
  }
  parentPort!.postMessage({ outcomes: fuzzer.outcomes });
} catch (error) {
  parentPort!.postMessage({ finding: { index, reason: String(error) } });
}
