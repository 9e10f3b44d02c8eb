/** The suite as tests of whoever's test runner: a test for each check, method and detection. */
import { test as nodeTest } from "node:test";
import { formatCounterexample } from "../reports/counterexample-text.ts";
import type { Result, Role } from "../reports/model.ts";
import { CHECKS } from "./checks/mod.ts";
import { parseExpectations } from "./expectations.ts";
import { blankResult, plan } from "./plan.ts";
import type { RunOptions } from "./run-options.ts";
import { detectionOf, judgeGroups } from "./runner.ts";
import type { Target } from "./target.ts";
import { UsageError } from "./usage-error.ts";

/**
 * `Deno.test`, `test` of `bun:test` or of `node:test`, or one like them.
 *
 * @example
 * ```ts
 * import { test } from "node:test";
 * import type { TestFunction } from "@multifd/conformance";
 * const register: TestFunction = test;
 * ```
 */
export type TestFunction =
  & ((name: string, body: () => Promise<void>, timeoutMs?: number) => unknown)
  & (
    | { skip(name: string, body: () => void): unknown }
    | { ignore(name: string, body: () => void): unknown }
  );

/**
 * Options of `registerTests`.
 *
 * @example
 * ```ts
 * import type { RegisterOptions } from "@multifd/conformance";
 * const options: RegisterOptions = {
 *   only: ["RCV-*"], methods: ["none"], expectations: "RCV-43 * warn # not yet",
 * };
 * ```
 */
export interface RegisterOptions
  extends Partial<Pick<RunOptions, "seed" | "runs" | "profile" | "only" | "role" | "methods">> {
  /** Defaults to `test` of `node:test`, which runs under `deno test`, `bun test` and `node --test`. */
  test?: TestFunction;
  /** A broken SHOULD fails its test. Otherwise it is shown on the console. */
  strict?: boolean;
  /** What is known to be wrong, in the words of an expectation file: `RCV-43 zlib,zstd warn # reason`, a line each. */
  expectations?: string;
}

/**
 * Registers every check that applies to the target as a test, named by its requirements. A failure is the smallest
 * case that was found, its bytes, what was expected and what came. Checks that need what the target does not show, and
 * those that only inform, are registered as skipped, with the reason in the name. `seed` defaults to 1: every run has
 * the same cases.
 *
 * Checks that share their cases are judged together, when the first of their tests runs. The target is left open.
 * Throws a UsageError when no check is selected, or a line of `expectations` cannot be read.
 *
 * @example
 * ```ts
 * import { createReceiver, inProcessTarget, registerTests } from "@multifd/conformance";
 * const target = inProcessTarget({
 *   name: "the reference, with one method",
 *   receiver: { open: (settings) => createReceiver(settings), offer: { methods: ["zstd"] } },
 * });
 * registerTests(target, { only: ["RCV-*"], runs: 20 });
 * ```
 */
export function registerTests(target: Target, options: RegisterOptions = {}): void {
  const { seed = 1, runs, only = [], methods, strict = false, test } = options;
  const { role = onlySideOf(target), profile = target.profile } = options;
  const run: RunOptions = { seed, runs, profile, only, role, methods, replayCommand };
  const expectations = parseExpectations(options.expectations ?? "", "expectations");
  const { groups, skipped } = plan(CHECKS, target, profile, run);
  if (groups.length + skipped.length === 0) {
    throw new UsageError(`only: ${only.join(", ")} selects no check`);
  }
  const register = test ? registrarOf(test) : NODE_TEST;
  for (const group of groups) {
    const judged = once(() => judgeGroups([{ group, target, expectations }], run));
    for (const [i, { check, level }] of group.checks.entries()) {
      const name = nameOf(blankResult(check, level, group.method, detectionOf(group)));
      if (level === "INFO") register.skip(`${name} (it only informs)`);
      else register.test(name, async () => tell(name, (await judged())[0][i], strict));
    }
  }
  for (const result of skipped) register.skip(`${nameOf(result)} (${result.reason})`);

  function replayCommand(_: Target, { id, role, method }: Result): string {
    const own = profile === target.profile ? undefined : profile;
    const again = { seed, runs, only: [id], role, methods: [method], profile: own };
    return `registerTests(…, ${JSON.stringify(again)})`;
  }
}

function onlySideOf({ sender, receiver }: Target): Role | undefined {
  if (sender && receiver) return undefined;
  return sender ? "sender" : "receiver";
}

interface Registrar {
  test(name: string, body: () => Promise<void>): void;
  skip(name: string): void;
}

/** Groups take seconds at the worst; Bun gives a test five, on any machine. */
const TIMEOUT_MS = 120_000;

const NODE_TEST: Registrar = {
  test: (name, body) => void nodeTest(name, { timeout: TIMEOUT_MS }, body),
  skip: (name) => void nodeTest.skip(name, () => {}),
};

function registrarOf(test: TestFunction): Registrar {
  return {
    test: (name, body) => void test(name, body, TIMEOUT_MS),
    skip: (name) => void ("skip" in test ? test.skip(name, () => {}) : test.ignore(name, () => {})),
  };
}

/** `RCV-13 LAY-06 receiver zlib: each normal page …`. */
function nameOf({ id, requirements, role, method, detection, title }: Named): string {
  const others = requirements.filter((r) => r !== id.split("/")[0]);
  const how = detection === undefined ? method : `${method}/${detection}`;
  return `${[id, ...others, role, how].join(" ")}: ${title}`;
}

type Named = Pick<
  Result,
  "id" | "requirements" | "role" | "method" | "detection" | "title"
>;

/** Returns what passes, and throws what does not. What should be known of a test that passes goes to the console. */
function tell(name: string, result: Result, strict: boolean): void {
  const { verdict, reason, counterexample } = result;
  if (verdict === "pass" || verdict === "xfail") return;
  const text = counterexample ? `\n${formatCounterexample(counterexample)}` : reason;
  if (verdict === "skip" || (verdict === "warn" && !strict)) {
    console.warn(`${name}\n${verdict}: ${text}`);
    return;
  }
  throw new Error(`${verdict}: ${text}`);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => made ??= make();
}
