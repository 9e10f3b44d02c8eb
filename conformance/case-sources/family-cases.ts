import type { ReceiverCase } from "../../generators/case.ts";
import { applies, familyCase, familyFixed } from "../../generators/family-case.ts";
import type { Family } from "../../generators/family.ts";
import type { CaseSource, ReceiverShape } from "../check.ts";

export interface FamilyCasesOptions {
  /** True: its cases may share a session. Default false. */
  batch?: boolean;
  /** More fixed cases, which do not depend on the method. */
  bounds?(shape: ReceiverShape): ReceiverCase[];
}

/**
 * The cases of a family: each variant once as a fixed case, then drawn ones. Where a case costs a process there is one
 * fixed case of each name, and the bounds are tried with the first method alone.
 */
export function familyCases(family: Family, options: FamilyCasesOptions = {}): CaseSource {
  const { batch = false, bounds = () => [] } = options;
  return {
    name: family.name,
    batch,
    stimulus(shape) {
      if (!applies(family, shape, shape.shows)) return {};
      const variants = familyFixed(shape, family);
      const drawn = familyCase(shape, family, { main: shape.shows.has("main") });
      if (!shape.costly || batch) return { fixed: [...bounds(shape), ...variants], drawn };
      const few = oneOfEachName(variants);
      return { fixed: shape.method === "none" ? [...bounds(shape), ...few] : few, drawn };
    },
  };
}

/** The last class of a case is the name of its variant. */
function oneOfEachName(cases: readonly ReceiverCase[]): ReceiverCase[] {
  return [...new Map(cases.map((c) => [c.classes.at(-1), c])).values()];
}
