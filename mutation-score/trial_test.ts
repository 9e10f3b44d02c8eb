import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { CHECKS } from "../conformance/checks/mod.ts";
import type { Mutation } from "./mutations.ts";
import { SCOPE } from "./scope.ts";
import { Trial } from "./trial.ts";
import { Workshop } from "./workshop.ts";

const workshop = await Workshop.open(SCOPE);
const bounds = CHECKS.filter(({ id }) => ["RCV-04", "RCV-04/bound"].includes(id));
const trial = await Trial.open(workshop, bounds, { seed: 1, runs: 2 });

const run = (file: string, before: string, after: string) => {
  const found = workshop.mutations.find((m: Mutation) =>
    m.file === `protocol/${file}` && m.before === before && m.after === after
  );
  assert(found, "no such mutation");
  return trial.run(found);
};

test("a bound that moves is caught by the check of that bound", async () => {
  const before = "if (normalPages > pagesAlloc) {";
  assertEquals(await run("validate.ts", before, "if (normalPages >= pagesAlloc) {"), {
    caught: true,
    by: "RCV-04/bound",
  });
});

test("a bound that another one holds as well survives", async () => {
  const before = "if (normalPages > pagesAlloc) {";
  assertEquals(await run("validate.ts", before, "if (false) {"), { caught: false, reached: true });
});

test("the suite's own codec is not the mutated one", async () => {
  const constant = "export const MAGIC = 0x11223344;";
  const outcome = await run("layout.ts", constant, "export const MAGIC = 0x11223345;");
  assertEquals(outcome, { caught: true, by: "RCV-04/bound" });
});

test("a loop without an end is caught", async () => {
  const loop = "while (!connection.waiting && this.step(connection));";
  const endless = loop.replace("&&", "||");
  const outcome = await run("receiver/streams.ts", loop, endless);
  assertEquals(outcome.caught, true);
});

test("an operation that no case comes to survives, and that is said", async () => {
  const line = "this.bytes[index] &= ~bit;";
  const outcome = await run("sender/file-image.ts", line, "this.bytes[index] |= ~bit;");
  assertEquals(outcome, { caught: false, reached: false });
});

test("a mutant that asks for all memory there is gets none, and is caught", async () => {
  const line = "return PACKET_RAM / pageSize;";
  const outcome = await run("layout.ts", line, "return PACKET_RAM * pageSize;");
  assertEquals(outcome.caught, true);
});
