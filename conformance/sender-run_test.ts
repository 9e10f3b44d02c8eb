import { assertEquals } from "@std/assert";
import { test } from "node:test";
import type { SenderJob } from "../generators/job.ts";
import { readMappedRam } from "../protocol/mapped-ram.ts";
import { keepRun, observeJobs, tryJobs } from "./sender-run.ts";
import { TargetError } from "./target.ts";
import { openReferenceTarget } from "./targets/reference.ts";
import { filled, jobOf } from "./testing/cases.ts";

const sender = openReferenceTarget().sender!;

/** A mapped-ram file of one page. */
function jobWith(value: number): SenderJob {
  return jobOf([filled(value)], { mappedRam: true });
}

function valueIn(file: Uint8Array | undefined): number {
  return readMappedRam(file!).blocks[0].page(0)[4095];
}

test("each of several jobs has a mapped-ram file of its own", async () => {
  const runs = await observeJobs(sender, [jobWith(7), jobWith(8)]);
  assertEquals(runs.map(({ observation }) => valueIn(observation.file)), [7, 8]);
});

test("the file of a run that is kept outlasts the next job", async () => {
  const [run] = await tryJobs(sender, [jobWith(7)]);
  if (run instanceof TargetError) throw run;
  const kept = keepRun(run);
  await tryJobs(sender, [jobWith(8)]);
  assertEquals(valueIn(kept.observation.file), 7);
});
