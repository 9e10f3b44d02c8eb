/** Invalid cases on the newest QEMU of the cache, two at a time, as many together as the suite takes. */
import { COSTLY_CHUNK } from "../../conformance/group-run.ts";
import { openScratch } from "../../conformance/process/scratch.ts";
import { observeCases } from "../../conformance/receiver-run.ts";
import { cachedBuilds } from "../../conformance/targets/qemu/cache.ts";
import { probe } from "../../conformance/targets/qemu/program.ts";
import { openReceiver } from "../../conformance/targets/qemu/receiver.ts";
import { openWatch } from "../../conformance/targets/qemu/watch.ts";
import { invalidCases } from "./live-cases.ts";
import { serve } from "./serve.ts";

const COUNT = 200;

const scratch = openScratch();
const watch = await openWatch();
const program = await probe(cachedBuilds()[0].program, scratch);
const settings = { program, watch, scratch, jobs: 2, timeoutMs: 5000, transport: "unix" } as const;
const receiver = openReceiver(settings);
const cases = invalidCases(COUNT);

try {
  await serve({
    invalid: () => ({ waits: true, act: judge, show: async () => String(await judge()) }),
  });
} finally {
  await receiver.close();
  watch.close();
  scratch.remove();
}

/** How many were rejected. */
async function judge(): Promise<number> {
  let rejected = 0;
  for (let at = 0; at < COUNT; at += COSTLY_CHUNK) {
    for (
      const { outcome } of await observeCases(receiver, cases.slice(at, at + COSTLY_CHUNK), false)
    ) {
      if (outcome === "rejected") rejected++;
    }
  }
  return rejected;
}
