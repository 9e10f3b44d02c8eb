import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { boundaryCounts } from "./boundary-counts.ts";
import { boundaryOffsets } from "./boundary-offsets.ts";
import type { PacketSpec, ReceiverCase } from "./case.ts";
import { boundaryCountsOf } from "./counts.ts";
import type { Shape } from "./shape.ts";
import { brokenBy } from "./testing/broken-by.ts";
import { greetingTruncations, packetTruncations } from "./truncations.ts";

const SHAPE: Shape = { method: "none", layout: "patch", pageSizes: [4096], maxChannels: 2 };
const RAM = [{ name: "ram", usedLength: 1 << 20 }];
const SHAPES: Shape[] = [SHAPE, { ...SHAPE, blocks: RAM }, { ...SHAPE, pageSizes: [65536] }];

function lastPacket(c: ReceiverCase): PacketSpec {
  const step = c.steps.at(-1)!;
  assert(step.kind === "packet");
  return step.packet;
}

test("counts: every combination of 0, 1, the bounds, one beyond, 2^31, 2^32 - 1 is there once, with what it breaks", () => {
  const all = boundaryCountsOf(128);
  const keys = all.map((c) => `${c.pagesAlloc} ${c.normalPages} ${c.zeroPages}`);
  assertEquals(new Set(keys).size, keys.length);
  for (
    const key of ["0 0 0", "0 0 1", "0 1 0", "127 127 1", "128 128 0", "128 128 1", "128 129 0"]
  ) {
    assert(keys.includes(key), key);
  }
  for (
    const key of ["128 1 127", "128 1 128", "129 0 0", "128 1 4294967295", "128 128 4294967168"]
  ) {
    assert(keys.includes(key), key);
  }
  for (const { pagesAlloc, normalPages, zeroPages, breaks } of all) {
    const legal = pagesAlloc <= 128 && normalPages + zeroPages <= pagesAlloc;
    assertEquals(breaks === undefined, legal);
  }
});

test("counts: each case makes its claims, and breaks the rule it names first and no other kind", () => {
  for (const shape of SHAPES) {
    const cases = boundaryCounts(shape);
    const pageCount = 524288 / shape.pageSizes[0];
    assertEquals(cases.length, boundaryCountsOf(pageCount).length);
    for (const c of cases) {
      const broken = brokenBy(c, lastPacket(c));
      assertEquals(broken[0], c.breaks?.requirement, JSON.stringify(lastPacket(c).fields));
      assert(broken.every((id) => ["RCV-03", "RCV-04", "RCV-05"].includes(id)), broken.join());
      assertEquals(
        c.steps.slice(0, -1).flatMap((s) => s.kind === "packet" ? brokenBy(c, s.packet) : []),
        [],
      );
    }
  }
});

test("counts: a legal case carries the pages it claims", () => {
  for (const c of boundaryCounts(SHAPE).filter((c) => !c.breaks)) {
    const { normal, zero, fields } = lastPacket(c);
    assertEquals([normal.length, zero.length], [fields!.normalPages, fields!.zeroPages]);
    assertEquals(
      new Set([...normal.map((n) => n.offset), ...zero]).size,
      normal.length + zero.length,
    );
  }
});

test("offsets: each boundary offset is tried in each part, and breaks that part's rule alone", () => {
  for (const shape of SHAPES) {
    const seen = { legal: new Set<string>(), broken: new Set<string>() };
    for (const c of boundaryOffsets(shape)) {
      const broken = brokenBy(c, lastPacket(c));
      assertEquals(broken, c.breaks ? [c.breaks.requirement] : []);
      const parts = lastPacket(c).normal.length > 0 ? "normal" : "zero";
      seen[c.breaks ? "broken" : "legal"].add(`${parts} ${c.classes.at(-1)}`);
    }
    for (const part of ["normal", "zero"]) {
      for (const name of ["offset-0", "offset-last-page"]) {
        assert(seen.legal.has(`${part} ${name}`));
      }
      for (const name of ["offset-bound-plus-1", "offset-2^63", "offset-2^64-1"]) {
        assert(seen.broken.has(`${part} ${name}`), `${part} ${name}`);
      }
    }
  }
});

test("before the patch the lists have no zero pages", () => {
  const old: Shape = { ...SHAPE, layout: "before-patch" };
  for (const c of [...boundaryCounts(old), ...boundaryOffsets(old), ...packetTruncations(old)]) {
    for (const s of c.steps) assert(s.kind !== "packet" || s.packet.zero.length === 0);
    assert(!["RCV-05", "RCV-08"].includes(c.breaks?.requirement ?? ""));
  }
});

test("truncations end behind every byte of the header, and before and behind every byte of the greeting", () => {
  const cuts = (cases: ReceiverCase[]) =>
    cases.flatMap(({ steps }) => "cut" in steps[0] ? [steps[0].cut] : []);
  const packets = cuts(packetTruncations(SHAPE));
  for (let n = 1; n < 320; n++) assert(packets.includes(n), `${n}`);
  for (const n of [320, 321, 328, 1336, 1343, 1344, 1345, 3392, 5439]) {
    assert(packets.includes(n), `${n}`);
  }
  assertEquals(cuts(greetingTruncations(SHAPE)), Array.from({ length: 64 }, (_, i) => i));
});
