/** `replay`: runs one saved counterexample again, on the target it was found on or on another. */
import process from "node:process";
import { caseFromJson, jobFromJson } from "../../generators/case-json.ts";
import { type MethodName, METHODS } from "../../protocol/flags.ts";
import { type Detection, DETECTIONS } from "../../protocol/ram.ts";
import { formatCounterexample } from "../../reports/terminal.ts";
import type { Check } from "../check.ts";
import { CHECKS } from "../checks/mod.ts";
import { counterexampleOf } from "../counterexample.ts";
import type { Group } from "../plan.ts";
import { keepToFiles } from "../permissions.ts";
import { bind } from "../subject.ts";
import { orThrow } from "../target.ts";
import { UsageError } from "../usage-error.ts";
import { isEmbedded, openTarget } from "./open-target.ts";
import { choice, integer } from "./option-values.ts";
import { readSavedCase, type SavedCase } from "./saved-case.ts";

export interface ReplayFlags {
  target?: string;
  jobs: string;
  timeout: string;
  transport: string;
}

/** 0: the case passes now; 1: it fails as it did. */
export async function replayCommand(file: string, flags: ReplayFlags): Promise<number> {
  const saved = readSavedCase(file);
  const check = CHECKS.find((c) => c.id === saved.check && c.role === saved.role);
  if (!check) {
    throw new UsageError(`${file}: check: there is no ${saved.role} check ${saved.check}`);
  }
  const testCase = readCase(file, saved);
  const spec = flags.target ?? saved.target;
  if (isEmbedded(spec)) await keepToFiles();
  const target = await openTarget(spec, {
    timeoutMs: integer("--timeout", flags.timeout, 1, 3_600_000),
    jobs: integer("--jobs", flags.jobs, 1, 64),
    transport: choice("--transport", flags.transport, ["unix", "tcp"] as const),
  });
  try {
    const side = target[saved.role];
    if (!side) throw new UsageError(`--target ${target.name}: it has no ${saved.role}`);
    const subject = bind(groupOf(check, saved, file), target);
    const [seen] = (await subject.observe([testCase])).map(orThrow);
    if (!subject.concerns(check, testCase, seen)) {
      throw new UsageError(`${file}: the case says nothing about ${check.id} on ${target.name}`);
    }
    const problem = subject.judge(check, testCase, seen);
    process.stdout.write(`${check.id} (${saved.method}) on ${target.name} ${target.version}: `);
    if (!problem) {
      process.stdout.write("passes\n");
      return 0;
    }
    const counterexample = counterexampleOf(subject, {
      testCase,
      seen,
      problem,
      seed: saved.seed,
      path: saved.path,
      shrinks: 0,
    });
    process.stdout.write(
      "fails\n" + formatCounterexample({ ...counterexample, replay: "" }) + "\n",
    );
    return 1;
  } finally {
    await target.close();
  }
}

function readCase(file: string, saved: SavedCase): unknown {
  try {
    return saved.role === "receiver" ? caseFromJson(saved.case) : jobFromJson(saved.case);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
}

function groupOf(check: Check, saved: SavedCase, file: string): Group {
  const method = choice<MethodName>(`${file}: method`, saved.method, METHODS);
  const checks = [{ check, level: "MUST" }];
  return (check.role === "receiver" ? { role: "receiver", source: check.cases, method, checks } : {
    role: "sender",
    source: check.jobs,
    method,
    detection: choice<Detection>(`${file}: detection`, saved.detection ?? "", DETECTIONS),
    checks,
  }) as Group;
}
