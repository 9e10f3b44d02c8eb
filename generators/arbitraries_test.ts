/**
 * What every small arbitrary promises: values within its constraints, refusals that name the
 * constraint, shrinking to the simplest.
 */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import fc from "fast-check";
import { METHODS } from "../protocol/flags.ts";
import { blockName } from "./block-name.ts";
import { blockSpec } from "./block-spec.ts";
import { counts } from "./counts.ts";
import { delivery } from "./delivery.ts";
import { isZeroFill } from "./fill.ts";
import { boundaryOffsetsOf, offset } from "./offset.ts";
import { packetSpec } from "./packet-spec.ts";
import { pageFill } from "./page-fill.ts";
import { pageQueue } from "./page-queue.ts";
import { segmentation } from "./segmentation.ts";
import { roundTrip } from "./testing/round-trip.ts";

/** What a property that always fails is shrunk to. */
function smallest<T>(arbitrary: fc.Arbitrary<T>, fails: (value: T) => boolean = () => true): T {
  const run = fc.check(fc.property(arbitrary, (value) => !fails(value)), {
    seed: 1,
    numRuns: 2000,
  });
  assert(run.failed);
  return run.counterexample![0];
}

test("constraints that cannot be met are refused by name", () => {
  const refusals: [string, () => unknown][] = [
    ["pageSize", () => pageFill({ pageSize: 1000 })],
    ["maxLength", () => blockName({ maxLength: 256 })],
    ["maxLength", () => blockName({ maxLength: 0 })],
    ["pageSize", () => blockSpec({ pageSize: 512 })],
    ["maxPages", () => blockSpec({ maxPages: 0 })],
    ["usedLength", () => offset({ usedLength: -1 })],
    ["within", () => offset({ usedLength: 100, within: true })],
    ["block", () => packetSpec({ block: { name: "ram", usedLength: 100 } })],
    ["pageSize", () => pageQueue({ pageSize: 512 })],
    ["channels", () => delivery({ channels: 0 })],
    ["pageSize", () => counts({ pageSize: 512 })],
  ];
  for (const [name, make] of refusals) {
    const error = assertThrows(make, RangeError);
    assert(error.message.startsWith(`${name}: `), `${name}: ${error.message}`);
  }
});

test("a page that must hold data never is all zero", () => {
  fc.assert(fc.property(pageFill({ zero: false }), (fill) => !isZeroFill(fill)));
});

test("block names are 1 to maxLength bytes of UTF-8 without NUL", () => {
  for (const maxLength of [1, 3, 255]) {
    fc.assert(fc.property(blockName({ maxLength }), (name) => {
      const { length } = new TextEncoder().encode(name);
      return length >= 1 && length <= maxLength && !name.includes("\0") && name.isWellFormed();
    }));
  }
});

test("a block has no more pages than it is long", () => {
  fc.assert(fc.property(blockSpec({ pageSize: 1024, maxPages: 5 }), ({ usedLength, pages }) => {
    return usedLength <= 5 * 1024 && pages.length <= Math.ceil(usedLength / 1024);
  }));
});

test("boundary offsets know which of them are legal", () => {
  for (const usedLength of [0, 1, 4095, 4096, 4097, 10000, 1 << 20]) {
    for (const { offset, legal, aligned } of boundaryOffsetsOf(usedLength, 4096)) {
      assertEquals(legal, offset + 4096n <= BigInt(usedLength));
      assertEquals(aligned, offset % 4096n === 0n);
    }
  }
});

test("boundary offsets have the last page, both sides of the bound, and the powers of two", () => {
  const all = boundaryOffsetsOf(10 * 4096 + 100, 4096).map((o) => o.offset);
  const expected = [0n, 9n * 4096n, 10n * 4096n, 8n * 4096n, 36964n, 36963n, 36965n];
  for (const o of [...expected, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n]) {
    assert(all.includes(o), `${o} is missing`);
  }
  assertEquals(new Set(all).size, all.length);
});

test("packets name pages of their block once each, and no more than fit", () => {
  const block = { name: "b", usedLength: 200 * 4096 + 5 };
  fc.assert(fc.property(packetSpec({ block }), ({ normal, zero }) => {
    const offsets = [...normal.map((n) => n.offset), ...zero];
    return offsets.length <= 128 && new Set(offsets).size === offsets.length &&
      offsets.every((o) => o % 4096n === 0n && o + 4096n <= 200n * 4096n);
  }));
});

test("with even sizes every number of pages turns up as often, up to half of page_count of each kind", () => {
  const block = { name: "b", usedLength: 200 * 4096 };
  const drawn = fc.sample(packetSpec({ block, sizes: "even" }), { seed: 1, numRuns: 6500 });
  for (const kind of ["normal", "zero"] as const) {
    const counts = Map.groupBy(drawn, (packet) => packet[kind].length);
    assertEquals([...counts.keys()].sort((a, b) => a - b), [...Array(65).keys()]);
    assert([...counts.values()].every(({ length }) => length > 50 && length < 150));
  }
});

test("packets of any size come back as they went", () => {
  for (const pageSize of [1024, 4096, 65536]) {
    for (const method of METHODS) {
      const settings = { pageSize, method, block: { name: "räm", usedLength: 600 * pageSize } };
      for (const sizes of ["few", "even"] as const) {
        fc.assert(fc.property(packetSpec({ ...settings, sizes }), roundTrip(settings)));
      }
    }
  }
});

test("packets of before the patch have no zero pages", () => {
  fc.assert(fc.property(packetSpec({ zeroPages: false }), ({ zero }) => zero.length === 0));
});

test("queues name no page twice, in all their shapes", () => {
  const blocks = [{ name: "a", usedLength: 150 * 4096 }, { name: "b", usedLength: 100 }, {
    name: "c",
    usedLength: 8192,
  }];
  const lengths = new Set<number>();
  fc.assert(
    fc.property(pageQueue({ blocks }), (pages) => {
      lengths.add(pages.length);
      assertEquals(new Set(pages.map((p) => p.ramblock + p.offset)).size, pages.length);
      assert(pages.every((p) => p.ramblock !== "b"));
    }),
    { seed: 1, numRuns: 2000 },
  );
  for (const length of [0, 1, 127, 128, 129, 150]) {
    assert(lengths.has(length), `no queue of ${length}`);
  }
});

test("every small arbitrary shrinks to its simplest value", () => {
  assertEquals(smallest(pageFill()), { kind: "repeat", value: 1 });
  assertEquals(smallest(blockName()), "a");
  assertEquals(smallest(segmentation(), (how) => how.kind !== "bytes"), { kind: "whole" });
  assertEquals(smallest(delivery({ channels: 3 })), { kind: "in-order" });
  assertEquals(smallest(offset({ usedLength: 8192 })), 0n);
  assertEquals(smallest(counts()), { pagesAlloc: 0, normalPages: 0, zeroPages: 0 });
  assertEquals(smallest(pageQueue()), []);
  const packet = smallest(packetSpec(), (p) => p.zero.length > 0);
  assertEquals(packet, { ramblock: "ram", packetNum: 0n, normal: [], zero: [packet.zero[0]] });
  const block = smallest(blockSpec(), (b) => b.usedLength > 4096);
  assertEquals([block.usedLength, block.pages], [4097, []]);
});
