/** `mutants`: runs the suite on every mutant; shows and writes who was caught by what. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Role } from "../../reports/model.ts";
import { CHECKS } from "../checks/mod.ts";
import { globMatches } from "../glob.ts";
import { casebook, checksNamed, hunt } from "../mutation.ts";
import { plan } from "../plan.ts";
import { type Mutant, MUTANTS, REAL_BUGS } from "../mutants/mod.ts";
import { openReferenceTarget } from "../targets/reference.ts";
import { TOOL } from "../tool.ts";
import { UsageError } from "../usage-error.ts";
import { choice, integer } from "./option-values.ts";

/** As the command line gives them: text. */
export interface MutantsFlags {
  role?: string;
  /** Globs over names of mutants. */
  only?: string[];
  /** Only the checks that a mutant names: seconds in place of minutes. */
  named?: boolean;
  runs: string;
  seed: string;
  out: string;
}

interface Hunted {
  mutant: Mutant;
  /** Ids of the checks that caught it, in the order of the suite. */
  checks: string[];
  /** What of its `caughtBy` did not. */
  missed: string[];
}

/** Returns the exit code: 1 when a mutant survives, or a check that it names does not catch it. */
export async function mutantsCommand(flags: MutantsFlags): Promise<number> {
  const seed = integer("--seed", flags.seed, 0, 0x7fffffff);
  const runs = integer("--runs", flags.runs, 1, 1_000_000);
  const mutants = chosen(flags);
  const started = Date.now();
  const casesOf = casebook({ seed, runs });
  const hunted: Hunted[] = [];
  for (const mutant of mutants) {
    const { role, caughtBy } = mutant;
    const named = caughtBy.map((id) => checksNamed(id, role, CHECKS));
    const caught = await hunt(mutant, flags.named ? [...new Set(named.flat())] : CHECKS, casesOf);
    const result = {
      mutant,
      checks: CHECKS.filter((c) => c.role === role && caught.has(c.id)).map(({ id }) => id),
      missed: caughtBy.filter((_, i) => !named[i].some(({ id }) => caught.has(id))),
    };
    hunted.push(result);
    process.stdout.write(line(result));
  }
  const blind = blindChecks(hunted);
  process.stdout.write(summary(hunted, blind));
  const run = { seed, runs, durationMs: Date.now() - started, named: flags.named === true };
  const file = join(flags.out, "mutants.json");
  mkdirSync(flags.out, { recursive: true });
  writeFileSync(file, JSON.stringify(report(run, hunted, blind), null, 2) + "\n");
  process.stdout.write(`${file}\n`);
  return hunted.some(({ missed }) => missed.length > 0) ? 1 : 0;
}

function chosen({ role, only = [] }: MutantsFlags): Mutant[] {
  const wanted = role === undefined
    ? undefined
    : choice<Role>("--role", role, ["sender", "receiver"]);
  for (const glob of only) {
    if (!MUTANTS.some(({ name }) => globMatches(glob, name))) {
      throw new UsageError(`--only ${glob}: no mutant has such a name`);
    }
  }
  return MUTANTS.filter((mutant) =>
    (!wanted || mutant.role === wanted) &&
    (only.length === 0 || only.some((glob) => globMatches(glob, mutant.name)))
  );
}

/** Checks of a MUST or a SHOULD that ran and caught nothing; none can be named unless all mutants ran. */
function blindChecks(hunted: readonly Hunted[]): string[] {
  if (hunted.length < MUTANTS.length) return [];
  const caught = new Set(
    hunted.flatMap(({ mutant, checks }) => checks.map((id) => `${mutant.role} ${id}`)),
  );
  const { groups } = plan(CHECKS, openReferenceTarget(), "patch", { only: [] });
  const ruled = groups.flatMap(({ role, checks }) =>
    checks.filter(({ level }) => level !== "INFO").map(({ check }) => `${role} ${check.id}`)
  );
  return [...new Set(ruled)].filter((id) => !caught.has(id));
}

/** A line of the table: verdict, role, name and the checks that caught it. */
function line({ mutant: { name, role }, checks, missed }: Hunted): string {
  const verdict = checks.length === 0 ? "SURVIVED" : missed.length > 0 ? "MISSED" : "caught";
  const shown = checks.slice(0, SHOWN).join(" ");
  const more = checks.length > SHOWN ? ` and ${checks.length - SHOWN} more` : "";
  const not = missed.length > 0 ? `, not by ${missed.join(" ")}` : "";
  return `${verdict.padEnd(9)}${role.padEnd(10)}${name.padEnd(WIDTH)}${shown}${more}${not}\n`;
}

const SHOWN = 6;
const WIDTH = 2 + Math.max(...MUTANTS.map(({ name }) => name.length));

function summary(hunted: readonly Hunted[], blind: readonly string[]): string {
  const caught = hunted.filter(({ missed }) => missed.length === 0).length;
  const lines = [`\n${caught} of ${hunted.length} mutants caught by every check they name`];
  if (blind.length > 0) lines.push(`checks that caught none: ${blind.join(", ")}`);
  return lines.join("\n") + "\n";
}

function report(
  run: { seed: number; runs: number; durationMs: number; named: boolean },
  hunted: readonly Hunted[],
  blind: readonly string[],
) {
  return {
    schema: 1,
    tool: TOOL,
    run,
    mutants: hunted.map((
      { mutant: { name, role, what, source, methods, caughtBy }, ...found },
    ) => ({
      name,
      role,
      what,
      source: source === "everyday" ? source : REAL_BUGS[source],
      ...(methods && { methods }),
      caughtBy,
      ...found,
    })),
    blind,
  };
}
