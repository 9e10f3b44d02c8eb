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
 * fixed case of each name, and bounds are tried uncompressed alone. Where it only costs a share of one, few cases differ
 * in the number of channels: only those with the same can share.
 */
export function familyCases(family: Family, options: FamilyCasesOptions = {}): CaseSource {
  const { batch = false, bounds = () => [] } = options;
  return {
    name: family.name,
    batch,
    stimulus(shape) {
      if (!applies(family, shape, shape.shows)) return {};
      const { costly = false, method } = shape;
      const alone = costly && !batch;
      const maxChannels = costly && batch ? Math.min(2, shape.maxChannels) : shape.maxChannels;
      const all = familyFixed(shape, family);
      const variants = alone ? oneOfEachName(all) : all;
      return {
        fixed: alone && method !== "none" ? variants : [...bounds(shape), ...variants],
        drawn: familyCase({ ...shape, maxChannels }, family, { main: shape.shows.has("main") }),
      };
    },
  };
}

/** The last class of a case is the name of its variant. */
function oneOfEachName(cases: readonly ReceiverCase[]): ReceiverCase[] {
  return [...new Map(cases.map((c) => [c.classes.at(-1), c])).values()];
}
