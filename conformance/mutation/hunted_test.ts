import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { type Mutant, MUTANTS } from "../mutants/mod.ts";
import { casebook } from "../mutation.ts";
import { huntDown, isCaught } from "./hunted.ts";

const OPTIONS = { seed: 1, runs: 20 };
const CASES = casebook(OPTIONS);

test("a mutant that is caught late, or not, or asks for more pages than it needs, has a fault", async () => {
  const faults = async (mutant: Mutant) => (await huntDown(mutant, CASES, OPTIONS)).faults;
  const three: Mutant = {
    ...named("data-in-queue-order"),
    methods: ["none"],
    caughtBy: ["SND-07"],
  };
  assertEquals(await faults(three), []);
  assertEquals(await faults({ ...three, least: undefined }), [
    "its smallest counterexample has 3 pages",
  ]);
  const magic = named("magic-unchecked");
  assertEquals(await faults(magic), []);
  assertEquals(await faults({ ...magic, caughtBy: ["RCV-01", "RCV-02"] }), [
    "not caught by RCV-02",
  ]);
  assertEquals(await faults({ ...magic, least: { pages: 3, why: "" } }), [
    "says that it needs 3 pages, and fewer do",
  ]);
});

test("what a mutant of an INFO requirement answers as the reference does is no counterexample", async () => {
  const { checks, pages } = await huntDown(named("uncompressed-size-checked"), CASES, OPTIONS);
  assertEquals([checks, pages], [["RCV-22"], 1]);
});

test("a mutant gets away from checks of requirements that it does not break", async () => {
  const magic = named("magic-unchecked");
  assert(await isCaught(magic, CASES));
  assert(!await isCaught({ ...magic, caughtBy: ["RCV-02"] }, CASES));
});

function named(name: string): Mutant {
  return MUTANTS.find((mutant) => mutant.name === name)!;
}
