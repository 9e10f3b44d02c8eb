import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { probed, siteOf, ticking } from "./instrument.ts";
import { mutationsOf } from "./mutations.ts";

test("every loop's body begins with a tick, a mutated one too", () => {
  const text = "while (a < 1) b(); for (const c of d) { e(); }";
  assertEquals(
    ticking("a.ts", text),
    "while (a < 1) {$tick();b();} for (const c of d) {$tick();{ e(); }}",
  );
  const mutants = mutationsOf("a.ts", text).map((mutation) => ticking("a.ts", text, mutation));
  assertEquals(mutants.slice(0, 2), [
    "while (a <= 1) {$tick();b();} for (const c of d) {$tick();{ e(); }}",
    "while (a >= 1) {$tick();b();} for (const c of d) {$tick();{ e(); }}",
  ]);
  assertEquals(mutants.at(-1), "while (a < 1) {$tick();b();} for (const c of d) {$tick();{ ; }}");
});

test("a mutation that takes a loop away takes its tick away", () => {
  const text = "run(() => { for (;;) a(); });";
  const [whole] = mutationsOf("a.ts", text);
  assertEquals(ticking("a.ts", text, whole), ";");
});

test("each operation says that it was reached, from the outside in", () => {
  const text = "f(1, a < 2);";
  const sites = new Map(
    [...new Set(mutationsOf("a.ts", text).map(siteOf))].map((site, i) => [site, i]),
  );
  assertEquals(
    probed("a.ts", text, sites),
    "{$reach(0);f(($reach(1), 1), ($reach(2), a < ($reach(3), 2)));}",
  );
});
