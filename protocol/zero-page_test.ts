import { Buffer } from "node:buffer";
import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { isZeroPage, partition, zeroPageTest } from "./zero-page.ts";

const PAGE_SIZES = [1, 2, 4, 8, 16, 32, 64].map((kib) => kib * 1024);

function isZeroByLoop(bytes: Uint8Array, offset: number, pageSize: number): boolean {
  for (let i = offset; i < offset + pageSize; i++) if (bytes[i] !== 0) return false;
  return true;
}

test("a page of any size is zero only when each of its bytes is", () => {
  for (const pageSize of PAGE_SIZES) {
    const bytes = new Uint8Array(pageSize).fill(0);
    assert(isZeroPage(bytes, 0, pageSize));
    for (let at = 0; at < pageSize; at++) {
      bytes[at] = 1 << (at % 8);
      assert(!isZeroPage(bytes, 0, pageSize), `byte ${at} of ${pageSize}`);
      bytes[at] = 0;
    }
  }
});

test("the same wherever the page stands, far from the start too", () => {
  for (const pageSize of PAGE_SIZES) {
    const bytes = new Uint8Array(1024 * 1024);
    for (const offset of [0, 1, pageSize - 1, pageSize, 65536, 65537, bytes.length - pageSize]) {
      assert(isZeroPage(bytes, offset, pageSize));
      for (const at of [offset, offset + 7, offset + pageSize - 1]) {
        bytes[at] = 1;
        assert(!isZeroPage(bytes, offset, pageSize), `byte ${at}`);
        bytes[at] = 0;
      }
    }
  }
});

test("bytes beside a page say nothing about it", () => {
  for (const pageSize of PAGE_SIZES) {
    const bytes = new Uint8Array(3 * pageSize).fill(1);
    bytes.fill(0, pageSize, 2 * pageSize);
    assert(isZeroPage(bytes, pageSize, pageSize));
    assert(!isZeroPage(bytes, pageSize - 1, pageSize));
    assert(!isZeroPage(bytes, pageSize + 1, pageSize));
  }
});

test("it agrees with a loop over the bytes, for views and Buffers as well", () => {
  const bytes = fc.array(fc.tuple(fc.nat(4 * 4096), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(
      bytes,
      fc.nat(3 * 4096 - 9),
      fc.constantFrom(1024, 2048, 4096),
      (set, at, pageSize) => {
        const memory = new Uint8Array(4 * 4096 + 1);
        for (const [i, value] of set) memory[i] = value;
        const expected = isZeroByLoop(memory, 9 + at, pageSize);
        assertEquals(isZeroPage(memory.subarray(9), at, pageSize), expected);
        assertEquals(isZeroPage(Buffer.from(memory.buffer, 9), at, pageSize), expected);
      },
    ),
    { seed: 1, numRuns: 500 },
  );
});

test("what is no page of these bytes is refused, not taken for zero", () => {
  const bytes = new Uint8Array(8192);
  for (
    const [offset, pageSize] of [[8192, 4096], [4097, 4096], [-1, 4096], [0, 65536], [0, 131072]]
  ) {
    assertThrows(() => isZeroPage(bytes, offset, pageSize), RangeError);
  }
});

test("a packet's pages are told apart one by one, whether they follow each other in memory or not", () => {
  const cases = fc.constantFrom(1024, 4096, 65536).chain((pageSize) =>
    fc.record({
      pageSize: fc.constant(pageSize),
      first: fc.nat(3),
      pages: fc.integer({ min: 1, max: 40 }),
      orders: fc.constantFrom("run", "shuffled", "with a gap"),
      shuffle: fc.infiniteStream(fc.nat(1000)),
      set: fc.array(fc.tuple(fc.nat(44), fc.constantFrom(0, 1, pageSize - 1)), { maxLength: 6 }),
    })
  );
  fc.assert(
    fc.property(cases, ({ pageSize, first, pages, orders, shuffle, set }) => {
      const memory = new Uint8Array(45 * pageSize);
      for (const [page, at] of set) memory[page * pageSize + at] = 1;
      const offsets = Array.from({ length: pages }, (_, i) => (first + i) * pageSize);
      const draws = shuffle[Symbol.iterator]();
      const order = new Map(offsets.map((offset) => [offset, draws.next().value]));
      if (orders === "shuffled") offsets.sort((a, b) => order.get(a)! - order.get(b)!);
      if (orders === "with a gap") offsets.splice(pages >> 1, 1);
      const isZero = zeroPageTest(memory, [...offsets], pageSize);
      for (const offset of [...offsets, ...offsets.toReversed()]) {
        assertEquals(isZero(offset), isZeroByLoop(memory, offset, pageSize), `page at ${offset}`);
      }
    }),
    { seed: 4, numRuns: 300 },
  );
});

test("what is no page of these bytes is refused in a packet's pages too", () => {
  const bytes = new Uint8Array(8192);
  for (const offsets of [[8192], [4096, 8192], [-4096]]) {
    assertThrows(() => offsets.map(zeroPageTest(bytes, offsets, 4096)), RangeError);
  }
});

test("a zero page changes places with the last one not looked at yet", () => {
  const zeros = new Set([1, 2, 5]);
  const offsets = [1, 2, 3, 4, 5];
  assertEquals(partition(offsets, (offset) => zeros.has(offset)), 2);
  assertEquals(offsets, [4, 3, 2, 5, 1]);
});

/** SND-06 with lists instead of pointers: the page that takes a zero page's place is looked at next. */
function partitionByLists(offsets: number[], zeros: ReadonlySet<number>) {
  const waiting = [...offsets], normal: number[] = [], zero: number[] = [];
  while (waiting.length > 0) {
    const first = waiting.shift()!;
    if (!zeros.has(first)) {
      normal.push(first);
      continue;
    }
    zero.unshift(first);
    if (waiting.length > 0) waiting.unshift(waiting.pop()!);
  }
  return { normal, zero };
}

const queue = fc.uniqueArray(fc.nat(1000), { maxLength: 128, size: "max" })
  .chain((offsets) => fc.tuple(fc.constant(offsets), fc.subarray(offsets)));

test("the order is the patch's (SND-06), for any pages in any order", () => {
  fc.assert(
    fc.property(queue, ([queued, zeroPages]) => {
      const zeros = new Set(zeroPages);
      const { normal, zero } = partitionByLists(queued, zeros);
      const offsets = [...queued];
      assertEquals(partition(offsets, (offset) => zeros.has(offset)), normal.length);
      assertEquals(offsets, [...normal, ...zero]);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test("no page is lost or doubled, zero ones are behind the others, and each is looked at once", () => {
  fc.assert(
    fc.property(queue, ([queued, zeroPages]) => {
      const zeros = new Set(zeroPages);
      const offsets = [...queued];
      const seen: number[] = [];
      const normal = partition(offsets, (offset) => {
        seen.push(offset);
        return zeros.has(offset);
      });
      const sorted = (list: number[]) => list.toSorted((a, b) => a - b);
      assertEquals(sorted(offsets), sorted(queued));
      assertEquals(sorted(seen), sorted(queued));
      offsets.forEach((offset, i) => assertEquals(zeros.has(offset), i >= normal));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test("nothing, all zero and all normal are partitioned too", () => {
  for (const [isZero, normal] of [[true, 0], [false, 3]] as const) {
    const offsets = [5, 6, 7];
    assertEquals(partition(offsets, () => isZero), normal);
    assertEquals(offsets, isZero ? [6, 7, 5] : [5, 6, 7]);
  }
  assertEquals(partition([], () => true), 0);
});
