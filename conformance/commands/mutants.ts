/** `mutants`: runs the suite on every mutant; shows and writes who was caught by what, and fails for what is not proven. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import type { Role } from "../../reports/model.ts";
import { globMatches } from "../glob.ts";
import { type Mutant, MUTANTS, REAL_BUGS } from "../mutants/mod.ts";
import { casebook } from "../mutation.ts";
import { huntDown, type Hunted, isCaught } from "../mutation/hunted.ts";
import { mutantsTable } from "../mutation/table.ts";
import { outOfReach, unproven } from "../mutation/unproven.ts";
import { TOOL } from "../tool.ts";
import { UsageError } from "../usage-error.ts";
import { choice, integer } from "./option-values.ts";
import { makeFolder } from "./output.ts";

/** As the command line gives them: text. */
export interface MutantsFlags {
  role?: string;
  /** Globs over names of mutants. */
  only?: string[];
  runs: string;
  seed: string;
  seeds: string;
  out: string;
}

const ROLES: readonly Role[] = ["sender", "receiver"];

/** Returns the exit code: 1 when a mutant gets away or is caught late, or a requirement or check is not proven. */
export async function mutantsCommand(flags: MutantsFlags): Promise<number> {
  const seed = integer("--seed", flags.seed, 0, 0x7fffffff);
  const runs = integer("--runs", flags.runs, 1, 1_000_000);
  const seeds = integer("--seeds", flags.seeds, 1, 10_000);
  const roles = flags.role === undefined ? ROLES : [choice<Role>("--role", flags.role, ROLES)];
  const mutants = chosen(roles, flags.only ?? []);
  makeFolder(`--out ${flags.out}`, flags.out);
  const started = Date.now();
  const casesOf = casebook({ seed, runs });
  const hunted: Hunted[] = [];
  for (const mutant of mutants) {
    const found = await huntDown(mutant, casesOf, { seed, runs });
    hunted.push(found);
    process.stdout.write(line(found));
  }
  for (let next = seed + 1; next < seed + seeds; next++) {
    const others = casebook({ seed: next, runs });
    for (const found of hunted) {
      if (await isCaught(found.mutant, others)) continue;
      found.escaped.push(next);
      found.faults.push(`gets away with seed ${next}`);
    }
  }
  const caught = new Map(hunted.map(({ mutant, checks }) => [mutant, checks]));
  // Of a part of the mutants nothing follows.
  const gaps = flags.only ? [] : await unproven(roles, caught, casesOf);
  const summary = summaryOf(hunted, seeds, gaps, outOfReach(roles));
  process.stdout.write(`\n${summary.join("\n")}\n`);
  const run = { seed, seeds, runs, durationMs: Date.now() - started };
  write(join(flags.out, "mutants.json"), JSON.stringify(report(run, hunted, gaps), null, 2) + "\n");
  write(join(flags.out, "mutants.md"), mutantsTable(hunted, summary));
  return gaps.length > 0 || hunted.some(({ faults }) => faults.length > 0) ? 1 : 0;
}

function chosen(roles: readonly Role[], only: readonly string[]): Mutant[] {
  for (const glob of only) {
    if (!MUTANTS.some(({ name }) => globMatches(glob, name))) {
      throw new UsageError(`--only ${glob}: no mutant has such a name`);
    }
  }
  const left = MUTANTS.filter((mutant) =>
    roles.includes(mutant.role) &&
    (only.length === 0 || only.some((glob) => globMatches(glob, mutant.name)))
  );
  if (left.length === 0) throw new UsageError(`--role ${roles}: --only names none of these`);
  return left;
}

/** A line of the table: verdict, role, name, and how it was caught. */
function line({ mutant: { name, role }, checks, runs, pages, faults }: Hunted): string {
  const how = checks.length === 0 ? [] : [
    checks.join(" "),
    runs === null ? "fixed case" : `run ${runs}`,
    `${pages} pages`,
  ];
  const verdict = faults.length > 0 ? "FAILED" : "caught";
  return `${verdict.padEnd(8)}${role.padEnd(10)}${name.padEnd(WIDTH)}${
    [...how, ...faults].join(", ")
  }\n`;
}

const WIDTH = 2 + Math.max(...MUTANTS.map(({ name }) => name.length));

/** A sentence a line; what is wrong stands at the end. */
function summaryOf(
  hunted: readonly Hunted[],
  seeds: number,
  gaps: readonly string[],
  unreached: readonly string[],
): string[] {
  const drawn = hunted.flatMap(({ runs }) => runs ?? []);
  const count = (of: (h: Hunted) => boolean) => hunted.filter(of).length;
  const named = count(({ missed }) => missed.length === 0);
  const all = hunted.length;
  return [
    `${named} of ${all} mutants caught by every check they name; ${
      count(({ escaped, checks }) => escaped.length === 0 && checks.length > 0)
    } of ${all} with each of ${seeds} seeds.`,
    `${drawn.length} by drawn cases, ${
      drawn.filter((runs) => runs <= 10).length
    } of them within 10; ${
      count(({ runs, checks }) => runs === null && checks.length > 0)
    } by fixed cases alone.`,
    `Smallest case: ${count(({ pages }) => pages !== null && pages <= 1)} of at most one page, ${
      count(({ pages }) => pages === 2)
    } of two, ${count(({ pages }) => pages !== null && pages > 2)} of more.`,
    ...unreached.map((what) => `Out of the mutants' reach: ${what}.`),
    ...hunted.flatMap(({ mutant, faults }) => faults.map((fault) => `${mutant.name}: ${fault}.`)),
    ...gaps.map((gap) => `Not proven: ${gap}.`),
  ];
}

function write(file: string, text: string): void {
  writeFileSync(file, text);
  process.stdout.write(`${file}\n`);
}

function report(
  run: { seed: number; seeds: number; runs: number; durationMs: number },
  hunted: readonly Hunted[],
  unproven: readonly string[],
) {
  return {
    schema: 2,
    tool: TOOL,
    run,
    mutants: hunted.map((
      { mutant: { name, role, what, source, methods, caughtBy, least }, ...found },
    ) => ({
      name,
      role,
      what,
      source: source === "everyday" ? source : REAL_BUGS[source],
      ...(methods && { methods }),
      caughtBy,
      ...(least && { least }),
      ...found,
    })),
    unproven,
  };
}
