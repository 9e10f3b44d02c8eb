import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { isZeroPage, partition } from "./zero-page.ts";

test("a page is zero only when each of its bytes is, wherever it stands", () => {
  for (const pageSize of [1024, 4096, 65536]) {
    const bytes = new Uint8Array(1024 * 1024);
    for (const offset of [0, pageSize, 65536, bytes.length - pageSize]) {
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
  const bytes = new Uint8Array(3 * 4096).fill(1);
  bytes.fill(0, 4096, 8192);
  assert(isZeroPage(bytes, 4096, 4096));
});

test("a zero page changes places with the last one not looked at yet", () => {
  const zeros = new Set([1, 2, 5]);
  const offsets = [1, 2, 3, 4, 5];
  assertEquals(partition(offsets, (offset) => zeros.has(offset)), 2);
  assertEquals(offsets, [4, 3, 2, 5, 1]);
});
