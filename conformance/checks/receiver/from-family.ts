import type { Family } from "../../../generators/family.ts";
import { familyCases, type FamilyCasesOptions } from "../../case-sources/family-cases.ts";
import type { ReceiverCheck } from "../../check.ts";

/** The parts of a check that follow from the family of its cases. */
export function fromFamily(
  family: Family,
  options: FamilyCasesOptions = {},
): Pick<ReceiverCheck, "role" | "requirements" | "methods" | "needs" | "cases"> {
  return {
    role: "receiver",
    requirements: [family.requirement],
    ...(family.methods && { methods: family.methods }),
    needs: family.needs ?? [],
    cases: familyCases(family, options),
  };
}

/** For families whose cases may share a session. */
export const BATCH: FamilyCasesOptions = { batch: true };
