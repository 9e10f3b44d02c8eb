/** What a run will do on a target: which checks, for which method and detection, and what is skipped and why. */
import { type MethodName, METHODS } from "../protocol/flags.ts";
import { type Detection, DETECTIONS } from "../protocol/ram.ts";
import type { Level, Result, Role } from "../reports/model.ts";
import type { CaseSource, Check, JobSource, ReceiverCheck, SenderCheck } from "./check.ts";
import { globMatches } from "./glob.ts";
import type { ProfileName } from "./profiles.ts";
import { levelOf, requirement } from "./requirements.ts";
import type { Target } from "./target.ts";

export interface Filter {
  /** Globs over check and requirement ids; empty: all. */
  only: readonly string[];
  role?: Role;
  methods?: readonly MethodName[];
}

/** A check for one method, and for one detection where it judges a sender. */
export interface Planned<C extends Check = Check> {
  check: C;
  level: Level;
}

/** Checks that share their cases. */
export type Group =
  | { role: "receiver"; source: CaseSource; method: MethodName; checks: Planned<ReceiverCheck>[] }
  | {
    role: "sender";
    source: JobSource;
    method: MethodName;
    detection: Detection;
    checks: Planned<SenderCheck>[];
  };

export interface Plan {
  groups: Group[];
  skipped: Result[];
}

/** Plans all `checks` for `target` under `profile`. Every check ends in a group or among the skipped. */
export function plan(
  checks: readonly Check[],
  target: Target,
  profile: ProfileName,
  filter: Filter,
): Plan {
  const groups = new Map<string, Group>();
  const skipped: Result[] = [];
  for (const check of checks) {
    if (filter.role && filter.role !== check.role) continue;
    if (!selected(check, filter.only)) continue;
    const ruled = levelOf(requirement(check.requirements[0]), profile);
    const level = ruled === "off" ? ruled : check.level ?? ruled;
    const why = level === "off" ? `does not apply under profile ${profile}` : cannot(check, target);
    if (level === "off" || why) {
      skipped.push(skip(check, level === "off" ? "INFO" : level, "*", why!));
      continue;
    }
    for (const method of check.methods ?? METHODS) {
      if (filter.methods && !filter.methods.includes(method)) continue;
      const offer = check.role === "receiver" ? target.receiver!.offer : target.sender!.offer;
      if (!offer.methods.includes(method)) {
        skipped.push(skip(check, level, method, `the target does not speak ${method}`));
        continue;
      }
      if (check.role === "receiver") {
        const group = grouped(groups, ["receiver", check.cases.name, method], () => ({
          role: "receiver",
          source: check.cases,
          method,
          checks: [],
        }));
        if (group.role === "receiver") group.checks.push({ check, level });
        continue;
      }
      const offered = (check.detections ?? DETECTIONS).filter((d) =>
        target.sender!.offer.detections.includes(d)
      );
      if (offered.length === 0) {
        skipped.push(
          skip(check, level, method, `the target has no detection ${check.detections?.join(", ")}`),
        );
      }
      for (const detection of offered) {
        const group = grouped(groups, ["sender", check.jobs.name, method, detection], () => ({
          role: "sender",
          source: check.jobs,
          method,
          detection,
          checks: [],
        }));
        if (group.role === "sender") group.checks.push({ check, level });
      }
    }
  }
  return { groups: [...groups.values()], skipped };
}

/** True when a glob names the check or one of its requirements. */
export function selected(check: Check, only: readonly string[]): boolean {
  return only.length === 0 ||
    only.some((glob) =>
      globMatches(glob, check.id) || check.requirements.some((r) => globMatches(glob, r))
    );
}

/** What a result says before anything was run. */
export function blankResult(
  check: Check,
  level: Level,
  method: string,
  detection?: string,
): Omit<Result, "verdict"> {
  return {
    id: check.id,
    requirements: [...check.requirements],
    level,
    role: check.role,
    title: check.title,
    method,
    ...(detection && { detection }),
    runs: 0,
    durationMs: 0,
  };
}

/** A result that says why nothing was run. */
export function skip(
  check: Check,
  level: Level,
  method: string,
  reason: string,
  detection?: string,
): Result {
  return { ...blankResult(check, level, method, detection), verdict: "skip", reason };
}

function cannot(check: Check, target: Target): string | undefined {
  const side = check.role === "receiver" ? target.receiver : target.sender;
  if (!side) return `the target has no ${check.role}`;
  const shows: ReadonlySet<string> = side.offer.shows;
  const missing = check.needs.filter((need) => !shows.has(need));
  return missing.length > 0 ? `the target does not show or take: ${missing.join(", ")}` : undefined;
}

function grouped(groups: Map<string, Group>, key: string[], make: () => Group): Group {
  const id = key.join("\0");
  let group = groups.get(id);
  if (!group) groups.set(id, group = make());
  return group;
}
