/** What passes between the thread that runs the suite and its workers: plain data. */
import type { MethodName } from "../../protocol/flags.ts";
import type { Detection } from "../../protocol/ram.ts";
import type { Level, Result, Role } from "../../reports/model.ts";
import { CHECKS } from "../checks/mod.ts";
import type { Check } from "../check.ts";
import type { Group } from "../plan.ts";
import type { RunOptions } from "../run-options.ts";
import type { Unit } from "../tasks.ts";

/** For all of a worker's life. */
export interface Outfit {
  /** Folder of the reports. */
  out: string;
  /** What is known to be wrong; absent: what the project ships. */
  expect?: { file: string; text: string };
}

/** One run. */
export interface Order {
  options: Pick<RunOptions, "seed" | "runs" | "shard">;
  tasks: readonly (readonly UnitOrder[])[];
  /** The board's memory. */
  shared: SharedArrayBuffer;
  /** The worker's number, from 1. */
  worker: number;
}

export interface UnitOrder {
  /** A word of the command line for an embedded target. */
  target: string;
  role: Role;
  method: MethodName;
  detection?: Detection;
  checks: { id: string; level: Level }[];
}

export type Answer = { task: number; results: Result[][] } | "idle";

export function orderOf({ name, group }: Unit): UnitOrder {
  return {
    target: name,
    role: group.role,
    method: group.method,
    ...(group.role === "sender" && { detection: group.detection }),
    checks: group.checks.map(({ check, level }) => ({ id: check.id, level })),
  };
}

/** The group of an order, with this thread's own checks. */
export function groupOf({ role, method, detection, checks }: UnitOrder): Group {
  const planned = checks.map(({ id, level }) => {
    const check = CHECKS.find((c) => c.role === role && c.id === id)!;
    return { check, level };
  });
  const { check } = planned[0] as { check: Check };
  const source = check.role === "receiver" ? check.cases : check.jobs;
  return { role, source, method, detection, checks: planned } as Group;
}
