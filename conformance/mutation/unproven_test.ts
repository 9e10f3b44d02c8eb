import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { CHECKS } from "../checks/mod.ts";
import { type Mutant, MUTANTS } from "../mutants/mod.ts";
import { receiver } from "../mutants/mutant.ts";
import { judging } from "../mutants/receiver/make.ts";
import { MAGIC, VERSION } from "../../protocol/layout.ts";
import { casebook } from "../mutation.ts";
import { outOfReach, unproven } from "./unproven.ts";

const CASES = casebook({ seed: 1, runs: 3 });
const MAGIC_UNCHECKED = MUTANTS.find(({ name }) => name === "magic-unchecked")!;
const VERSION_UNCHECKED = MUTANTS.find(({ name }) => name === "version-unchecked")!;
const NEITHER = receiver(
  "neither-checked",
  "Takes any magic and any version.",
  ["RCV-01", "RCV-02"],
  judging((packet) => ({ ...packet, magic: MAGIC, version: VERSION })),
);

test("a mutant of its own proves a requirement and its check", async () => {
  assertEquals(await gaps([MAGIC_UNCHECKED, VERSION_UNCHECKED]), []);
});

test("a requirement that no mutant breaks is not proven, nor is its check", async () => {
  assertEquals(await gaps([MAGIC_UNCHECKED]), [
    "RCV-02, receiver: no mutant breaks it",
    "RCV-02, receiver: catches no mutant that breaks its requirement",
  ]);
});

test("a requirement whose mutants are all caught by name without it is not proven", async () => {
  assertEquals(await gaps([NEITHER]), [
    "RCV-01, receiver: all its checks can go, and no mutant escapes",
    "RCV-02, receiver: all its checks can go, and no mutant escapes",
  ]);
});

test("a mutant that nothing caught proves nothing", async () => {
  const deaf: Mutant = { ...MAGIC_UNCHECKED, methods: [] };
  assertEquals(await gaps([deaf, VERSION_UNCHECKED]), [
    "RCV-01, receiver: all its checks can go, and no mutant escapes",
    "RCV-01, receiver: catches no mutant that breaks its requirement",
  ]);
});

test("checks that the reference cannot be given are named, with the reason", () => {
  assertEquals(outOfReach(["sender"])[0].split(":")[0], "SND-19/destination, sender");
});

/** Of RCV-01 and RCV-02 alone. */
async function gaps(mutants: Mutant[]): Promise<string[]> {
  const two = /^RCV-0[12]\b/;
  const checks = CHECKS.filter(({ id }) => two.test(id));
  const caught = new Map(
    mutants.map((mutant) => [mutant, mutant.methods?.length === 0 ? [] : mutant.caughtBy]),
  );
  const lines = await unproven(["receiver"], caught, CASES, checks);
  return lines.filter((line) => two.test(line));
}
