import { assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { samplePacket } from "../testing/sample-report.ts";
import { isBeyond, pageMap, pagesOfPacket } from "./page-map.ts";

const PAGE = 4096;

/** Texts of the map's cells, for a block `ram` of so many bytes. */
function cells(normal: bigint[], zero: bigint[], usedLength: number, name = "ram"): string[] {
  const packet = samplePacket({ normal, zero });
  const html = String(pageMap(packet, { pageSize: PAGE, blocks: [{ name, usedLength }] }));
  return [...html.matchAll(/<li[^>]*>(.*?)<\/li>/g)].map((m) => m[1].replace("<br>", " "));
}

test("pages stand in the order of the block, untouched ones between them", () => {
  assertEquals(cells([0x2000n], [0n], 4 * PAGE), [
    "0x0 zero",
    "0x1000 not touched",
    "0x2000 normal",
    "0x3000 not touched",
    "end of block",
  ]);
});

test("a long untouched stretch is one cell, however large the block", () => {
  assertEquals(cells([BigInt(1000 * PAGE)], [], 2 ** 40), [
    "1,000 pages not touched",
    "0x3e8000 normal",
    `${(2 ** 28 - 1001).toLocaleString("en")} pages not touched`,
    "end of block",
  ]);
});

test("the last whole page lies inside, one byte further is out of bounds", () => {
  assertEquals(cells([BigInt(PAGE)], [BigInt(PAGE + 1)], 2 * PAGE), [
    "0x0 not touched",
    "0x1000 normal",
    "end of block",
    "0x1001 zero, out of bounds",
  ]);
});

test("offsets near 2^64 and blocks shorter than a page do not wrap", () => {
  assertEquals(
    cells([2n ** 64n - 4096n], [], 2 * PAGE).at(-1),
    "0xfffffffffffff000 normal, out of bounds",
  );
  assertEquals(cells([0n], [], PAGE - 1), ["end of block", "0x0 normal, out of bounds"]);
});

test("a page that is normal and zero, twice or not aligned says so", () => {
  assertEquals(cells([0n, 0n], [0n], PAGE)[0], "0x0 normal and zero, 3 times");
  assertEquals(cells([8n], [], 2 * PAGE)[0], "0x8 normal, not aligned");
});

test("of a block that is not there every page is out of bounds", () => {
  assertEquals(cells([0n], [], PAGE, "other"), ["0x0 normal, out of bounds"]);
  const packet = samplePacket({ normal: [0n], zero: [] });
  assertStringIncludes(String(pageMap(packet, { pageSize: PAGE, blocks: [] })), "no such block");
});

test("entries behind the used ones are no pages, and unknown sizes tell nothing", () => {
  const packet = samplePacket({ normal: [0n], zero: [] });
  packet.fields.push({ name: "offsets[1]", offset: 328, size: 8, value: "0x9 unused" });
  packet.hex += "0000000000000009";
  const pages = pagesOfPacket(packet);
  assertEquals(pages.map((p) => p.name), ["offsets[0]"]);
  assertEquals(isBeyond(pages[0], packet, {}), false);
  assertEquals(pageMap(packet, {}), undefined);
});
