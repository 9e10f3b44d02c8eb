import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import type { ReceiverCase } from "./case.ts";
import { validSession } from "./receiver-session.ts";
import type { Shape } from "./shape.ts";
import { racesIn } from "./testing/races.ts";

const SHAPE: Shape = {
  method: "none",
  layout: "patch",
  pageSizes: [4096, 1024, 65536],
  maxChannels: 4,
};

function pagesOf(c: ReceiverCase) {
  return c.steps.flatMap((step) =>
    step.kind === "packet" ? [...step.packet.normal.map((n) => n.offset), ...step.packet.zero] : []
  );
}

test("constraints that cannot be met are refused by name", () => {
  const refusals: [string, () => unknown][] = [
    ["pageSizes", () => validSession({ ...SHAPE, pageSizes: [] })],
    ["pageSizes", () => validSession({ ...SHAPE, pageSizes: [4000] })],
    ["maxChannels", () => validSession({ ...SHAPE, maxChannels: 256 })],
    ["blocks", () => validSession({ ...SHAPE, blocks: [{ name: "ram", usedLength: 100 }] })],
    ["maxSteps", () => validSession(SHAPE, { maxSteps: 0 })],
  ];
  for (const [name, make] of refusals) {
    const error = assertThrows(make, RangeError);
    assert(error.message.startsWith(`${name}: `), error.message);
  }
});

test("between two SYNC points a page is touched on one channel only", () => {
  fc.assert(
    fc.property(validSession(SHAPE), (c) => assertEquals(racesIn(c), [])),
    { numRuns: 500 },
  );
});

test("every page lies in its block, whole and aligned; no packet has more than page_count", () => {
  fc.assert(
    fc.property(validSession(SHAPE), (c) => {
      const size = BigInt(c.pageSize);
      for (const step of c.steps) {
        if (step.kind !== "packet") continue;
        const { ramblock, normal, zero, fields } = step.packet;
        const pages = [...normal.map((n) => n.offset), ...zero];
        const most = fields?.pagesAlloc ?? 524288 / c.pageSize;
        assert(most <= 524288 / c.pageSize && pages.length <= most);
        assertEquals(new Set(pages).size, pages.length);
        const block = c.blocks.find((b) => b.name === ramblock);
        for (const o of pages) assert(o % size === 0n && o + size <= BigInt(block!.usedLength));
      }
    }),
    { numRuns: 500 },
  );
});

test("a packet with SYNC pairs with one on every channel and a barrier behind them", () => {
  fc.assert(
    fc.property(validSession(SHAPE), (c) => {
      const synced = new Set<number>();
      for (const step of c.steps) {
        if (step.kind === "packet") {
          assert(!synced.has(step.channel), "a packet behind a SYNC and before its barrier");
          if (step.packet.sync) synced.add(step.channel);
        }
        if (step.kind === "sync") assertEquals(synced.size, 0);
        if (step.kind === "barrier") {
          assertEquals(synced.size, c.channels);
          synced.clear();
        }
      }
      assertEquals(synced.size, 0);
    }),
    { numRuns: 500 },
  );
});

test("packet numbers count on without gap, those of whole SYNC points included", () => {
  let seenLast = false;
  fc.assert(
    fc.property(validSession(SHAPE), (c) => {
      const first = c.steps.findIndex((s) => s.kind === "packet");
      let next: bigint | undefined;
      for (const step of c.steps.slice(Math.max(first, 0))) {
        if (step.kind === "sync" && next !== undefined) next += BigInt(c.channels);
        if (step.kind !== "packet") continue;
        assertEquals(step.packet.packetNum, next ?? step.packet.packetNum);
        seenLast ||= step.packet.packetNum === 2n ** 64n - 1n;
        next = step.packet.packetNum + 1n;
      }
    }),
    { seed: 1, numRuns: 500 },
  );
  assert(seenLast);
});

test("RAM starts fresh, filled where the first visit is not as a zero page, or filled", () => {
  const filled = (c: ReceiverCase) => c.blocks.some((b) => b.pages.some((p) => p.kind !== "zero"));
  fc.assert(fc.property(validSession(SHAPE), (c) => !filled(c)));
  fc.assert(fc.property(validSession(SHAPE, { prefill: "untouched" }), (c) => {
    const visited = new Set<string>();
    const visit = (name: string, offset: bigint, zero: boolean) => {
      const block = c.blocks.find((b) => b.name === name)!;
      const fill = block.pages[Number(offset) / c.pageSize];
      if (zero && !visited.has(name + offset)) assert(fill === undefined || fill.kind === "zero");
      visited.add(name + offset);
    };
    for (const step of c.steps) {
      if (step.kind === "zero") visit(step.ramblock, step.offset, true);
      if (step.kind !== "packet") continue;
      for (const { offset } of step.packet.normal) visit(step.packet.ramblock, offset, false);
      for (const offset of step.packet.zero) visit(step.packet.ramblock, offset, true);
    }
  }));
  const some = fc.sample(validSession(SHAPE, { prefill: "untouched" }), { seed: 1, numRuns: 100 });
  assert(some.some(filled));
  const all = fc.sample(validSession(SHAPE, { prefill: "all" }), { seed: 1, numRuns: 100 });
  assert(all.filter(filled).length > 80);
});

test("what a shape does not have is not drawn", () => {
  const blocks = [{ name: "ram", usedLength: 1 << 20 }];
  const narrow: Shape = {
    ...SHAPE,
    layout: "before-patch",
    pageSizes: [4096],
    blocks,
    maxChannels: 1,
  };
  fc.assert(fc.property(validSession(narrow, { main: false, transport: false }), (c) => {
    assertEquals(c.blocks.map((b) => b.name), ["ram"]);
    assertEquals(c.channels, 1);
    assertEquals([c.segmentation.kind, c.delivery.kind], ["whole", "in-order"]);
    for (const step of c.steps) {
      assertEquals(step.kind, "packet");
      if (step.kind === "packet") assertEquals(step.packet.zero, []);
    }
  }));
});

test("the same seed gives the same session", () => {
  const [a] = fc.sample(validSession(SHAPE), { seed: 5, numRuns: 1 });
  const [b] = fc.sample(validSession(SHAPE), { seed: 5, numRuns: 1 });
  assertEquals(a, b);
});

test("wishes for full packets and for channels are met", () => {
  const full = fc.sample(validSession(SHAPE, { fullPackets: true }), { seed: 1, numRuns: 50 });
  assert(full.every((c) => c.blocks.some((b) => b.usedLength >= 524288)));
  assert(full.some((c) => c.classes.includes("full-packet")));
  const two = fc.sample(validSession(SHAPE, { leastChannels: 2 }), { seed: 1, numRuns: 50 });
  assert(two.every((c) => c.channels >= 2));
});

test("a session without steps is the smallest, one page the smallest with one", () => {
  const any = fc.check(fc.property(validSession(SHAPE), (_: ReceiverCase) => false), {
    seed: 2,
  });
  assertEquals(any.counterexample![0].steps, []);
  const one = fc.check(fc.property(validSession(SHAPE), (c) => pagesOf(c).length === 0), {
    seed: 2,
  });
  const [smallest] = one.counterexample!;
  assertEquals(pagesOf(smallest), [0n]);
  assertEquals(smallest.steps.length, 1);
  assertEquals(smallest.blocks, [{ name: "a", usedLength: smallest.pageSize, pages: [] }]);
});
