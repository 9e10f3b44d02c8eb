/** Legal cases that share sessions on the newest QEMU of the cache, RAM compared with what it should be behind each, two at a time. */
import { judgeAccepted } from "../../conformance/judge.ts";
import { openScratch } from "../../conformance/process/scratch.ts";
import { observeCases } from "../../conformance/receiver-run.ts";
import { cachedBuilds } from "../../conformance/targets/qemu/cache.ts";
import { probe } from "../../conformance/targets/qemu/program.ts";
import { openReceiver } from "../../conformance/targets/qemu/receiver.ts";
import { openWatch } from "../../conformance/targets/qemu/watch.ts";
import { countSessions } from "../../conformance/testing/counted-sessions.ts";
import { liveBatch } from "./live-cases.ts";
import { serve } from "./serve.ts";

const cases = liveBatch();
const scratch = openScratch();
const watch = await openWatch();
const program = await probe(cachedBuilds()[0].program, scratch);
const settings = { program, watch, scratch, jobs: 2, timeoutMs: 5000, transport: "unix" } as const;
const receiver = openReceiver(settings);

try {
  await serve({ valid: () => ({ act: judge, show: judge, waits: true }) });
} finally {
  await receiver.close();
  watch.close();
  scratch.remove();
}

async function judge(): Promise<string> {
  const counted = countSessions(receiver);
  const seen = await observeCases(counted.target, cases, true);
  for (const [i, observation] of seen.entries()) {
    const problem = judgeAccepted(cases[i], observation);
    if (problem) throw new Error(`case ${i}: ${problem.observed}, not ${problem.expected}`);
  }
  return `${counted.count()} sessions`;
}
