/** The suite on what comes with the project, again and again in one process: after the first time all of it is compiled. */
import { tmpdir } from "node:os";
import { defaultTargets, openTarget } from "../../conformance/commands/open-target.ts";
import { openCrew } from "../../conformance/crew.ts";
import { run } from "../../conformance/runner.ts";
import { shippedExpectations } from "../../conformance/shipped-expectations.ts";
import { serve } from "./serve.ts";

const specs = defaultTargets();
const settings = { timeoutMs: 5000, jobs: 2, transport: "unix" } as const;
const targets = await Promise.all(specs.map((spec) => openTarget(spec, settings)));
const crew = openCrew(settings.jobs, { out: tmpdir() });

try {
  await serve({ suite: () => ({ waits: true, act: judge, show: judge }) });
} finally {
  await crew.close();
}

async function judge(): Promise<string> {
  const { targets: [{ results }] } = await run(targets, {
    seed: 1,
    only: [],
    crew,
    expectations: shippedExpectations,
  });
  return `${results.length} results`;
}
