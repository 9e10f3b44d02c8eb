/** The worked examples: each conforms, and each of its planted bugs is caught under the requirement it breaks. */
import { assert, assertEquals } from "@std/assert";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openTarget } from "../conformance/commands/open-target.ts";
import { run } from "../conformance/runner.ts";
import type { RunOptions } from "../conformance/run-options.ts";
import type { Result } from "../reports/model.ts";

const HERE = dirname(fileURLToPath(import.meta.url));

testTestee("testee-c/testee", () => succeeds("make", "-C", join(HERE, "testee-c")));
testTestee("testee-python/testee.py", () => succeeds("python3", "--version"));

/** `prepare` says what is missing, if anything. */
function testTestee(path: string, prepare: () => string | undefined): void {
  const program = relative("", join(HERE, path));
  const missing = prepare();
  const options = { timeout: 60_000, ...needs(path, missing) };
  const bugs = readFileSync(join(HERE, dirname(path), "bugs.txt"), "utf8");

  test(`${path} has what it is made of`, options, () => assertEquals(missing, undefined));

  test(`${path} conforms`, options, async () => {
    const results = await judge(program, { seed: 1, runs: 2, only: [] });
    assertEquals(results.filter(({ verdict }) => verdict === "fail" || verdict === "error"), []);
    assert(results.some(({ verdict }) => verdict === "pass"), "no check was run");
  });

  test(`${path} --bug list is bugs.txt`, options, () => {
    assertEquals(spawnSync(program, ["--bug", "list"], { encoding: "utf8" }).stdout, bugs);
  });

  for (const line of bugs.trimEnd().split("\n")) {
    const [bug, requirement] = line.split(" ");
    test(`${path} --bug ${bug} is caught under ${requirement}`, options, async () => {
      const results = await judge(`${program} --bug ${bug}`, {
        seed: 1,
        only: [requirement],
        bail: true,
      });
      const caught = results.find((r) =>
        r.verdict === "fail" && r.requirements.includes(requirement)
      );
      assert(
        caught,
        `not caught: ${results.map(({ id, verdict }) => `${id} ${verdict}`).join(", ")}`,
      );
      assertEquals(results.filter(({ verdict }) => verdict === "error"), []);
    });
  }
}

async function judge(command: string, options: RunOptions): Promise<Result[]> {
  const target = await openTarget(`exec:${command}`, {
    timeoutMs: 5000,
    jobs: 1,
    transport: "unix",
  });
  try {
    const report = await run([target], options);
    return report.targets[0].results;
  } finally {
    await target.close();
  }
}

/** Without what a testee is made of its tests are skipped, but fail under CI. */
function needs(path: string, missing: string | undefined): { skip?: string } {
  if (missing === undefined || process.env.CI === "true") return {};
  const skip = `${path}: ${missing}`;
  console.log(`skipped: ${skip}`);
  return { skip };
}

/** What went wrong; undefined: nothing. */
function succeeds(command: string, ...words: string[]): string | undefined {
  const { status, error, stderr } = spawnSync(command, words, { encoding: "utf8" });
  if (status === 0) return undefined;
  return `${command} failed: ${error?.message ?? stderr.trim()}`;
}
