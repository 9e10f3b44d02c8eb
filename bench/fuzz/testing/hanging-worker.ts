/** A worker that never comes back from case 7. */
import { workerData } from "node:worker_threads";

Atomics.store(new Int32Array(workerData.shared), 0, 7);
for (;;);
