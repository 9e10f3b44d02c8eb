import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { Receiver } from "../protocol/receiver.ts";
import { CHECKS } from "./checks/mod.ts";
import { casebook, checksNamed, hunt } from "./mutation.ts";
import { plan } from "./plan.ts";
import { REQUIREMENTS } from "./requirements.ts";
import { openMutantTarget } from "./targets/mutant.ts";
import { receiver } from "./mutants/mutant.ts";
import { type Mutant, MUTANTS, REAL_BUGS, RECEIVER_THEMES, SENDER_THEMES } from "./mutants/mod.ts";
import { openReferenceTarget } from "./targets/reference.ts";
import { UsageError } from "./usage-error.ts";

const CASES = casebook({ seed: 1, runs: 12 });

for (const themes of [RECEIVER_THEMES, SENDER_THEMES]) {
  for (const [theme, mutants] of Object.entries(themes)) {
    test(`every ${mutants[0].role} that gets ${theme} wrong is caught by each check it names`, async () => {
      const survivors: string[] = [];
      for (const mutant of mutants) {
        for (const missed of await missedBy(mutant)) survivors.push(`${mutant.name}: ${missed}`);
      }
      assertEquals(survivors, []);
    });
  }
}

test("every check of a MUST or a SHOULD that the reference can be given catches a mutant", () => {
  const { groups } = plan(CHECKS, openReferenceTarget(), "patch", { only: [] });
  const ruled = groups.flatMap((group) =>
    group.checks.filter(({ level }) => level !== "INFO").map(({ check }) => check)
  );
  const named = new Set(
    MUTANTS.flatMap(({ role, caughtBy }) =>
      caughtBy.flatMap((id) => checksNamed(id, role, CHECKS))
    ),
  );
  assertEquals([...new Set(ruled)].filter((check) => !named.has(check)).map((c) => c.id), []);
});

test("every requirement has a mutant for each of its roles", () => {
  const lacking = REQUIREMENTS.filter(({ level }) => level !== "INFO").flatMap(({ id, roles }) =>
    roles.filter((role) =>
      !MUTANTS.some((m) => m.role === role && m.caughtBy.some((c) => c.split("/")[0] === id))
    ).map((role) => `${id}, ${role}`)
  );
  assertEquals(lacking, []);
});

test("every real bug has a mutant", () => {
  const sources = new Set(MUTANTS.map((m) => String(m.source)));
  assertEquals(Object.keys(REAL_BUGS).filter((bug) => !sources.has(bug)), []);
});

test("mutants have names of their own and name checks that there are", () => {
  assertEquals(new Set(MUTANTS.map((m) => m.name)).size, MUTANTS.length);
  for (const { name, role, caughtBy } of MUTANTS) {
    assert(caughtBy.length > 0, name);
    for (const id of caughtBy) assert(checksNamed(id, role, CHECKS).length > 0, `${name}: ${id}`);
  }
});

test("an implementation without a bug is caught by no check", async () => {
  const faultless = receiver("faultless", "Nothing.", [], class extends Receiver {});
  const checks = CHECKS.filter(({ id }) => /^RCV-(0[14-6]|1[2-4]|2[67])/.test(id));
  assertEquals(await hunt(faultless, checks, casebook({ seed: 1, runs: 1 })), []);
});

test("a catch says how many drawn cases it took, and none where only a fixed case did", async () => {
  const taken = async (runs: number) => {
    const mutant = MUTANTS.find(({ name }) => name === "page-of-full-packet-lost")!;
    const [first] = await hunt(
      mutant,
      checksNamed("SND-03", "sender", CHECKS),
      casebook({ seed: 1, runs }),
      () => true,
    );
    return first.runs;
  };
  const runs = await taken(12);
  assert(runs !== undefined && runs > 0 && runs <= 12, String(runs));
  // Behind no drawn case the first fixed one is the first of all.
  assertEquals(await taken(0), undefined);
});

test("an unknown mutant is refused with the names that are like it", () => {
  assertEquals(openMutantTarget("magic-unchecked").name, "mutant:magic-unchecked");
  const error = assertThrows(() => openMutantTarget("magic"), UsageError);
  assert(error.message.includes("magic-unchecked, magic-half-checked"), error.message);
  assert(!error.message.includes("zero-unchecked"), error.message);
});

/** Checks that the mutant names and that do not catch it. */
async function missedBy(mutant: Mutant): Promise<string[]> {
  const { role, caughtBy } = mutant;
  const named = caughtBy.flatMap((id) => checksNamed(id, role, CHECKS));
  const caught = new Set((await hunt(mutant, named, CASES)).map(({ check }) => check));
  return caughtBy.filter((id) => !checksNamed(id, role, CHECKS).some((c) => caught.has(c)));
}
