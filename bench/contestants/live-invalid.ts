/** Invalid cases on the newest QEMU of the cache, two at a time: from the first start to the last QEMU's end. */
import { sessionOf } from "../../conformance/receiver-run.ts";
import { openScratch } from "../../conformance/process/scratch.ts";
import { cachedBuilds } from "../../conformance/targets/qemu/cache.ts";
import { probe } from "../../conformance/targets/qemu/program.ts";
import { openReceiver } from "../../conformance/targets/qemu/receiver.ts";
import { openWatch } from "../../conformance/targets/qemu/watch.ts";
import { familyFixed } from "../../generators/family-case.ts";
import { INVALID } from "../../generators/invalid.ts";
import { serve } from "./serve.ts";

const COUNT = 100;

const scratch = openScratch();
const watch = await openWatch();
const program = await probe(cachedBuilds()[0].program, scratch);
const settings = { program, watch, scratch, jobs: 2, timeoutMs: 5000, transport: "unix" } as const;
const family = INVALID.find(({ requirement }) => requirement === "RCV-01")!;

try {
  await serve({
    invalid: () => ({ waits: true, act: judge, show: async () => String(await judge()) }),
  });
} finally {
  watch.close();
  scratch.remove();
}

/** How many were rejected. */
async function judge(): Promise<number> {
  const receiver = openReceiver(settings);
  try {
    const cases = familyFixed({ ...receiver.offer, method: "none" }, family);
    const sessions = Array.from({ length: COUNT }, (_, i) => sessionOf(cases[i % cases.length]));
    const seen = await receiver.receiveAll!(sessions);
    return seen.filter((s) => "outcome" in s && s.outcome === "rejected").length;
  } finally {
    await receiver.close();
  }
}
