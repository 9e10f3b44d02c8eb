import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import type { ReceiverCase } from "./case.ts";
import { applies, familyCase, familyFixed } from "./family-case.ts";
import type { Family, Need } from "./family.ts";
import { INVALID } from "./invalid.ts";
import { LEGAL } from "./legal.ts";
import type { Shape } from "./shape.ts";
import { brokenBy } from "./testing/broken-by.ts";
import { racesIn } from "./testing/races.ts";

const ALL: ReadonlySet<Need> = new Set<Need>(["blocks", "main", "greeting", "prefill"]);
const SHAPE: Shape = { method: "none", layout: "patch", pageSizes: [4096, 65536], maxChannels: 3 };
const SHAPES: Shape[] = [SHAPE, { ...SHAPE, method: "zlib" }, { ...SHAPE, method: "zstd" }];
const RAM = [{ name: "ram", usedLength: 1 << 20 }];

/**
 * Rules that show in the packets alone; the others are broken by payloads, ends, greetings and
 * barriers.
 */
const IN_PACKETS = new Set(
  ["01", "02", "03", "04", "05", "06", "07", "08", "10", "12", "21", "23", "24"].map((n) =>
    `RCV-${n}`
  ),
);

function checkCase(c: ReceiverCase, family: Family): void {
  for (const [i, step] of c.steps.entries()) {
    if (step.kind !== "packet") continue;
    const broken = brokenBy(c, step.packet);
    const here = c.breaks?.step === i && IN_PACKETS.has(family.requirement);
    const isLoss = family.requirement === "RCV-38" && step.packet.fields?.magic === 0;
    assertEquals(broken, here ? [family.requirement] : isLoss ? ["RCV-01"] : [], family.name);
  }
  assertEquals(c.breaks?.requirement, family.legal ? undefined : family.requirement);
  assertEquals(racesIn(c), [], family.name);
  assert(c.classes.includes(family.name));
}

for (const family of [...INVALID, ...LEGAL]) {
  test(`${family.name}: ${family.legal ? "breaks no rule" : `breaks ${family.requirement} and nothing else`}`, () => {
    let cases = 0;
    for (const shape of SHAPES) {
      if (!applies(family, shape, ALL)) continue;
      const drawn = fc.sample(familyCase(shape, family), { seed: 1, numRuns: 60 });
      for (const c of [...drawn, ...familyFixed(shape, family)]) checkCase(c, family);
      cases += drawn.length;
    }
    assert(cases > 0, "it applies to no method");
  });
}

test("the fault of an invalid case comes last on its channel, and nothing is delivered out of order", () => {
  for (const shape of SHAPES) {
    for (const family of INVALID.filter((f) => applies(f, shape, ALL))) {
      for (const c of fc.sample(familyCase(shape, family), { seed: 2, numRuns: 30 })) {
        assertEquals(c.delivery.kind, "in-order");
        const faulty = c.steps[c.breaks!.step];
        for (const later of c.steps.slice(c.breaks!.step + 1)) {
          assertEquals(later.kind, "eof", family.name);
          assert("channel" in faulty && "channel" in later && later.channel === faulty.channel);
        }
      }
    }
  }
});

test("packets of other channels in front of a fault are followed by a SYNC point", () => {
  for (const family of INVALID) {
    if (!applies(family, SHAPE, ALL) || family.requirement === "RCV-38") continue;
    for (const c of fc.sample(familyCase(SHAPE, family), { seed: 3, numRuns: 60 })) {
      const faulty = c.steps[c.breaks!.step];
      const before = c.steps.slice(0, c.breaks!.step);
      const synced = before.findLastIndex((s) => s.kind === "sync" || s.kind === "barrier");
      for (const step of before.slice(synced + 1)) {
        const same = step.kind === faulty.kind && step.kind === "packet" &&
          faulty.kind === "packet" && step.channel === faulty.channel;
        assert(same || step.kind === "greeting", `${family.name}: ${step.kind}`);
      }
    }
  }
});

test("without a main channel there is no SYNC point and no other channel in front", () => {
  for (const family of INVALID) {
    if (!applies(family, SHAPE, new Set())) continue;
    for (
      const c of fc.sample(familyCase(SHAPE, family, { main: false }), { seed: 4, numRuns: 30 })
    ) {
      assert(c.steps.every((s) => s.kind === "packet" || s.kind === "eof"), family.name);
      assert(new Set(c.steps.map((s) => "channel" in s ? s.channel : -1)).size === 1, family.name);
    }
  }
});

test("a receiver of before the patch gets no zero pages where they would be the stimulus", () => {
  const old: Shape = { ...SHAPE, layout: "before-patch" };
  let families = 0;
  for (const family of INVALID.filter((f) => applies(f, old, ALL))) {
    families++;
    for (const c of fc.sample(familyCase(old, family), { seed: 5, numRuns: 40 })) {
      for (const s of c.steps) {
        assert(s.kind !== "packet" || s.packet.zero.length === 0, family.name);
      }
    }
  }
  assert(families > 8);
});

test("with fixed blocks only these are used", () => {
  const shape: Shape = { ...SHAPE, blocks: RAM };
  for (const family of [...INVALID, ...LEGAL].filter((f) => applies(f, shape, ALL))) {
    for (const c of fc.sample(familyCase(shape, family), { seed: 6, numRuns: 20 })) {
      assertEquals(
        c.blocks.map(({ name, usedLength }) => ({ name, usedLength })),
        RAM,
        family.name,
      );
    }
  }
});

test("a family that does not fit its shape is refused by name", () => {
  const payload = INVALID.find((f) => f.requirement === "RCV-20")!;
  const error = assertThrows(() => familyCase(SHAPE, payload), RangeError);
  assertEquals(error.message, "family: broken-payload is not for method none");
  assert(!applies(payload, SHAPE, ALL));
  assertEquals(familyFixed(SHAPE, payload), []);
});

test("every variant is drawn", () => {
  for (const shape of SHAPES) {
    for (const family of [...INVALID, ...LEGAL].filter((f) => applies(f, shape, ALL))) {
      const names = new Set(
        fc.sample(familyCase(shape, family), { seed: 7, numRuns: 300 }).flatMap((c) => c.classes),
      );
      for (const c of familyFixed(shape, family)) {
        const name = c.classes.at(-1)!;
        assert(names.has(name), `${family.name}: ${name} was never drawn`);
      }
    }
  }
});

test("a case of each family shrinks to no more than four pages, an invalid one to two", () => {
  for (const shape of SHAPES) {
    for (const family of [...INVALID, ...LEGAL].filter((f) => applies(f, shape, ALL))) {
      const never = fc.property(familyCase(shape, family), (_: ReceiverCase) => false);
      const run = fc.check(never, { seed: 8 });
      const [c] = run.counterexample!;
      let pages = 0;
      for (const s of c.steps) {
        if (s.kind === "packet") pages += s.packet.normal.length + s.packet.zero.length;
      }
      assert(pages <= (family.legal ? 4 : 2), `${family.name}: ${pages} pages`);
      assert(run.numShrinks < 60, `${family.name}: ${run.numShrinks} shrinks`);
    }
  }
});
