import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { adjoining } from "./adjoining.ts";

const PAGE = 4;
const ram = Uint8Array.from({ length: 8 * PAGE }, (_, i) => i);

/** @returns Where the view begins and its length in pages, and the pages that were asked for. */
function view(pages: readonly number[], first: number, end: number) {
  const asked: number[] = [];
  const { buffer, byteOffset, length } = adjoining(
    (index) => {
      asked.push(index);
      return ram.subarray(PAGE * pages[index], PAGE * (pages[index] + 1));
    },
    first,
    end,
  );
  assertEquals(buffer, ram.buffer);
  return { from: byteOffset / PAGE, pages: length / PAGE, asked };
}

test("pages behind each other are one view", () => {
  assertEquals(view([2, 3, 4, 5], 0, 4), { from: 2, pages: 4, asked: [0, 1, 2, 3] });
});

test("a view begins with the page asked for and ends before its end, of which a part counts", () => {
  assertEquals(view([2, 3, 4, 5], 1, 3), { from: 3, pages: 2, asked: [1, 2] });
  assertEquals(view([2, 3, 4, 5], 0, 2.25), { from: 2, pages: 3, asked: [0, 1, 2] });
  assertEquals(view([2, 3, 4, 5], 3, 3.5), { from: 5, pages: 1, asked: [3] });
});

test("a page before, the same one or one with a gap ends it", () => {
  for (const next of [0, 1, 3]) {
    assertEquals(view([1, next, 2], 0, 3), { from: 1, pages: 1, asked: [0, 1] });
  }
});

test("a page of other memory at the same place ends it", () => {
  const other = new Uint8Array(ram.length);
  const pages = [ram.subarray(0, PAGE), other.subarray(PAGE, 2 * PAGE)];
  assertEquals(adjoining((index) => pages[index], 0, 2).length, PAGE);
});

test("pages without bytes end at their end too", () => {
  assertEquals(adjoining(() => ram.subarray(0, 0), 0, 3).length, 0);
});
