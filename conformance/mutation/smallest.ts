/** The counterexamples that `conform` would show for a caught mutant, measured in pages. */
import type { Check } from "../check.ts";
import { pagesIn } from "../failure.ts";
import { runGroup } from "../group-run.ts";
import type { Mutant } from "../mutants/mod.ts";
import { subjectsOf } from "../mutation.ts";
import { bind, type Subject } from "../subject.ts";
import { orThrow } from "../target.ts";
import { openReferenceTarget } from "../targets/reference.ts";

/** Pages of the smallest that these checks come to, with any method; the first of `enough` pages ends the search. */
export async function smallestCase(
  mutant: Mutant,
  checks: readonly Check[],
  enough: number,
  options: { seed: number; runs: number },
): Promise<number> {
  let smallest = Infinity;
  for (const subject of subjectsOf(mutant, checks)) {
    for (const { check, level } of subject.planned) {
      const planned = [{ check, level }];
      const alone = { ...(level === "INFO" ? unusual(subject) : subject), planned };
      const [{ failure, error }] = await runGroup(alone, { ...options, only: [] });
      if (error) throw new Error(`${check.id}: ${error}`);
      if (failure) smallest = Math.min(smallest, pagesIn(failure.testCase));
      if (smallest <= enough) return smallest;
    }
  }
  return smallest;
}

/** Where nothing is ruled (INFO) only another answer than the reference's is a problem. */
function unusual(subject: Subject): Subject {
  const reference = bind(subject.group, openReferenceTarget());
  type Both = { own: unknown; usual: unknown };
  return {
    ...subject,
    async observe(cases) {
      const own = (await subject.observe(cases)).map(orThrow).map(subject.keep);
      const usual = (await reference.observe(cases)).map(orThrow).map(subject.keep);
      return own.map((seen, i): Both => ({ own: seen, usual: usual[i] }));
    },
    keep: (seen) => seen,
    concerns: (check, testCase, seen) => subject.concerns(check, testCase, (seen as Both).own),
    judge(check, testCase, seen) {
      const { own, usual } = seen as Both;
      const problem = subject.judge(check, testCase, own);
      const same = reference.concerns(check, testCase, usual) &&
        reference.judge(check, testCase, usual)?.observed === problem?.observed;
      return same ? undefined : problem;
    },
  };
}
