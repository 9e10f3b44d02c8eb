import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { CHECKS } from "./checks/mod.ts";
import { PROFILES } from "./profiles.ts";
import { levelOf, requirement, REQUIREMENTS } from "./requirements.ts";

/** `LAY-01` to `LAY-08` and so on: ids are for ever, so the list stands here as well. */
const IDS = [["LAY", 8], ["SND", 28], ["RCV", 43]].flatMap(([word, count]) =>
  Array.from({ length: Number(count) }, (_, i) => `${word}-${String(i + 1).padStart(2, "0")}`)
);

test("the catalogue has every id once", () => {
  assertEquals(REQUIREMENTS.map((r) => r.id), IDS);
});

test("every requirement has a check for each role it names", () => {
  const missing = REQUIREMENTS.flatMap((r) =>
    r.roles
      .filter((role) => !CHECKS.some((c) => c.role === role && c.requirements.includes(r.id)))
      .map((role) => `${r.id} ${role}`)
  );
  assertEquals(missing, []);
});

test("every check stands for requirements of the catalogue, and its id says which first", () => {
  for (const { id, requirements } of CHECKS) {
    const [own, ...rest] = id.split("/");
    assertEquals(requirements[0], own, id);
    assert(rest.length < 2, id);
    for (const each of requirements) requirement(each);
  }
});

test("no two checks of a role have the same id or the same title", () => {
  for (const field of ["id", "title"] as const) {
    const words = CHECKS.map((c) => `${c.role} ${c[field]}`);
    assertEquals(words.filter((word, i) => words.indexOf(word) !== i), [], field);
  }
});

test("checks that share the name of their cases share the cases", () => {
  const sources = new Map<string, boolean>();
  for (const check of CHECKS) {
    if (check.role !== "receiver") continue;
    const batch = check.cases.batch === true;
    assertEquals(sources.get(check.cases.name) ?? batch, batch, check.id);
    sources.set(check.cases.name, batch);
  }
});

test("a level of a check's own is below that of its requirement", () => {
  const order = ["INFO", "SHOULD", "MUST"];
  for (const { id, level, requirements } of CHECKS) {
    if (!level) continue;
    const ruled = requirement(requirements[0]).level;
    assert(order.indexOf(level) < order.indexOf(ruled), `${id}: ${level} is not below ${ruled}`);
  }
});

test("every profile leaves most of the catalogue in force", () => {
  for (const profile of PROFILES) {
    const inForce = REQUIREMENTS.filter((r) => levelOf(r, profile) === "MUST").length;
    assert(inForce > REQUIREMENTS.length / 3, `${profile}: ${inForce}`);
  }
});

test("an id that is not in the catalogue is refused by name", () => {
  assertThrows(() => requirement("RCV-99"), RangeError, "RCV-99");
});
