/** A mutant hunted down: with the first seed by every check it names, with further seeds by any of them. */
import { CHECKS } from "../checks/mod.ts";
import { pagesIn } from "../failure.ts";
import type { Mutant } from "../mutants/mod.ts";
import { type Casebook, checksNamed, checksOn, hunt } from "../mutation.ts";
import { smallestCase } from "./smallest.ts";

/** Pages that a counterexample may have where the mutant does not ask for more. */
const FEW = 2;

export interface Hunted {
  mutant: Mutant;
  /** Ids of the checks that caught it, the first one first. */
  checks: string[];
  /** What of its `caughtBy` did not. */
  missed: string[];
  /** Drawn cases until the first of them; null where only a fixed case is. */
  runs: number | null;
  /** Pages of the smallest counterexample; null where there is none. */
  pages: number | null;
  /** Further seeds with which no check that names a requirement it breaks caught it. */
  escaped: number[];
  /** What is wrong with it, for people. */
  faults: string[];
}

/** Hunts with the cases of the first seed and looks for the smallest counterexample. */
export async function huntDown(
  mutant: Mutant,
  casesOf: Casebook,
  options: { seed: number; runs: number },
): Promise<Hunted> {
  const { role, caughtBy, least } = mutant;
  const named = caughtBy.map((id) => checksNamed(id, role, CHECKS));
  const catches = await hunt(
    mutant,
    [...new Set(named.flat())],
    casesOf,
    (caught) =>
      named.every((checks) => checks.some((c) => caught.some(({ check }) => check === c))),
  );
  const checks = catches.map(({ check }) => check.id);
  const missed = caughtBy.filter((_, i) => !named[i].some(({ id }) => checks.includes(id)));
  const few = least?.pages ?? FEW;
  let pages = await smallestCase(mutant, catches.slice(0, 1).map((c) => c.check), few, options);
  if (pages > few) pages = await smallestCase(mutant, checksOn(mutant, CHECKS), few, options);
  const faults: string[] = [];
  if (missed.length > 0) faults.push(`not caught by ${missed.join(", ")}`);
  else if (pages > FEW && !least) faults.push(`its smallest counterexample has ${pages} pages`);
  if (least && (pages < few || await caughtByFewer(mutant, few, casesOf))) {
    faults.push(`says that it needs ${few} pages, and fewer do`);
  }
  const drawn = Math.min(...catches.map(({ runs = Infinity }) => runs));
  return {
    mutant,
    checks,
    missed,
    runs: Number.isFinite(drawn) ? drawn : null,
    pages: Number.isFinite(pages) ? pages : null,
    escaped: [],
    faults,
  };
}

/** Whether some check that names a requirement it breaks catches the mutant. */
export async function isCaught(mutant: Mutant, casesOf: Casebook): Promise<boolean> {
  return (await hunt(mutant, checksOn(mutant, CHECKS), casesOf, () => true)).length > 0;
}

/** Looks through all cases that have fewer pages than the mutant says it needs. */
function caughtByFewer(mutant: Mutant, pages: number, casesOf: Casebook): Promise<boolean> {
  return isCaught(mutant, (subject) => casesOf(subject).filter((c) => pagesIn(c) < pages));
}
