import { assertEquals } from "@std/assert";
import { test } from "node:test";
import type { Report } from "../../../reports/model.ts";
import type { RunOptions } from "../../run-options.ts";
import { run } from "../../runner.ts";
import type { Target } from "../../target.ts";
import { openReferenceTarget } from "../reference.ts";
import { openExecTarget } from "./open.ts";
import { execMisbehaving, execTypeScript } from "./testing/runtime.ts";

/** Every check, with a few of its cases. */
const FEW: RunOptions = { seed: 1, runs: 10, only: [], shard: { index: 1, count: 100 } };

async function judge(target: Target, options: RunOptions): Promise<Report["targets"][0]> {
  try {
    return (await run([target], options)).targets[0];
  } finally {
    await target.close();
  }
}

/** Results without what no two runs share. */
const timeless = (report: Report["targets"][0]) =>
  report.results.map(({ durationMs: _, ...result }) => result);

for (const [how, args, jobs] of [["base64", [], 2], ["files", ["--files"], 1]] as const) {
  test(`behind the protocol the reference is judged as it is in process: ${how}`, async () => {
    const program = execTypeScript("reference-testee.ts", ...args);
    const target = await openExecTarget(program, { timeoutMs: 20_000, jobs });
    const seen = await judge(target, FEW);
    assertEquals(seen.summary.fail + seen.summary.error, 0);
    assertEquals(timeless(seen), timeless(await judge(openReferenceTarget(), FEW)));
  });
}

test("a crash is a failure with its signal, rubbish an error with its line, and the same each time", async () => {
  const verdicts = async (name: string) => {
    const target = await openExecTarget(execMisbehaving(name), { timeoutMs: 4000, jobs: 2 });
    const options = { ...FEW, shard: undefined, runs: 3, only: ["RCV-17"] };
    const { results } = await judge(target, options);
    return results.filter((result) => result.method === "none").map((result) => [
      result.verdict,
      result.counterexample?.observed ?? result.reason,
    ]);
  };
  const crash = await verdicts("crash");
  assertEquals(crash, [["fail", "crashed with SIGSEGV: page 3 is not there"]]);
  assertEquals(await verdicts("crash"), crash);
  const rubbish = "the answer to receive: it is not JSON; it sent received 2 packets";
  assertEquals(await verdicts("rubbish"), [["error", rubbish]]);
});
