/** What the mutants do not prove: requirements and checks that could go without anybody noticing. */
import type { Role } from "../../reports/model.ts";
import type { Check } from "../check.ts";
import { CHECKS } from "../checks/mod.ts";
import type { Mutant } from "../mutants/mod.ts";
import { broken, type Casebook, checksOn, hunt } from "../mutation.ts";
import { plan } from "../plan.ts";
import { REQUIREMENTS } from "../requirements.ts";
import { openReferenceTarget } from "../targets/reference.ts";

/**
 * A line for each MUST or SHOULD of the roles that no mutant breaks, or whose checks can all go without one escaping, and
 * for each check of theirs that catches no mutant which breaks its requirement. A mutant escapes when no check that is
 * left names a requirement it breaks and catches it: whatever else notices it would name the wrong rule.
 *
 * @param caught The checks that are known to catch a mutant.
 */
export async function unproven(
  roles: readonly Role[],
  caught: ReadonlyMap<Mutant, readonly string[]>,
  casesOf: Casebook,
  checks: readonly Check[] = CHECKS,
): Promise<string[]> {
  const mutants = [...caught.keys()];
  const lines: string[] = [];
  for (const { id, level, roles: own } of REQUIREMENTS) {
    if (level === "INFO") continue;
    for (const role of own.filter((r) => roles.includes(r))) {
      const breaking = mutants.filter((m) => m.role === role && broken(m).has(id));
      if (breaking.length === 0) lines.push(`${id}, ${role}: no mutant breaks it`);
      else if (!await oneEscapes(breaking, id)) {
        lines.push(`${id}, ${role}: all its checks can go, and no mutant escapes`);
      }
    }
  }
  const { groups } = plan(checks, openReferenceTarget(), "patch", { only: [] });
  const ruled = groups.flatMap((group): Check[] =>
    group.checks.flatMap(({ check, level }) => level === "INFO" ? [] : [check])
  ).filter(({ role }) => roles.includes(role));
  for (const check of new Set(ruled)) {
    if (!await catchesOne(check)) {
      lines.push(`${check.id}, ${check.role}: catches no mutant that breaks its requirement`);
    }
  }
  return lines;

  async function oneEscapes(breaking: readonly Mutant[], id: string): Promise<boolean> {
    for (const mutant of breaking.filter((m) => caught.get(m)!.length > 0)) {
      const left = checksOn(mutant, checks).filter((c) => !c.requirements.includes(id));
      if ((await hunt(mutant, left, casesOf, () => true)).length === 0) return true;
    }
    return false;
  }

  async function catchesOne(check: Check): Promise<boolean> {
    const breaking = mutants.filter((mutant) => checksOn(mutant, checks).includes(check));
    if (breaking.some((mutant) => caught.get(mutant)!.includes(check.id))) return true;
    for (const mutant of breaking) {
      if ((await hunt(mutant, [check], casesOf)).length > 0) return true;
    }
    return false;
  }
}

/** Checks that the reference cannot be given, and why: the mutants say nothing about them. */
export function outOfReach(roles: readonly Role[]): string[] {
  const { skipped } = plan(CHECKS, openReferenceTarget(), "patch", { only: [] });
  return skipped.filter(({ role }) => roles.includes(role))
    .map(({ id, role, reason }) => `${id}, ${role}: ${reason}`);
}
