import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat, equals } from "@std/bytes";
import fc from "fast-check";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { ProtocolError } from "./errors.ts";
import { MainChannelWriter } from "./main-channel.ts";
import { type MappedRamBlock, readMappedRam } from "./mapped-ram.ts";
import type { RamBlock } from "./ram.ts";
import { FileImage } from "./sender/file-image.ts";

const MIB = 1024 * 1024;
const PAGE = 4096;

/** Written by QEMU 10.0.2 (11.1.3 writes the same) with 1 MiB of RAM, detection `multifd` and two channels. */
const recorded = new Uint8Array(
  gunzipSync(readFileSync(new URL("testing/mapped-ram-qemu-10.0.2.bin.gz", import.meta.url))),
);
/** Pages of that RAM that are not zero. */
const FILLED = [0, 5, 77, 255];

function recordedRam(): RamBlock {
  const bytes = new Uint8Array(MIB);
  for (const page of FILLED) {
    for (let i = 0; i < PAGE; i++) bytes[page * PAGE + i] = page + i * 7;
  }
  return { name: "ram", usedLength: MIB, bytes };
}

function setPages(block: MappedRamBlock): number[] {
  const pages = Array.from({ length: block.pageCount }, (_, page) => page);
  return pages.filter((page) => block.isSet(page));
}

test("a file that QEMU wrote gives the RAM that it was made from", () => {
  const { machine, blocks } = readMappedRam(recorded);
  assertEquals([machine, blocks.length], ["none", 1]);
  const [block] = blocks;
  const { name, usedLength, pageSize, bitmapOffset, pagesOffset } = block;
  assertEquals(
    { name, usedLength, pageSize, bitmapOffset, pagesOffset },
    { name: "ram", usedLength: MIB, pageSize: PAGE, bitmapOffset: 0x81, pagesOffset: MIB },
  );
  const ram = recordedRam();
  assertEquals(setPages(block), FILLED);
  for (const page of FILLED) {
    assert(equals(block.page(page), ram.bytes.subarray(page * PAGE, (page + 1) * PAGE)));
  }
  const rebuilt = block.rebuild();
  assertEquals([rebuilt.name, rebuilt.usedLength], ["ram", MIB]);
  assert(equals(rebuilt.bytes, ram.bytes));
});

test("the same RAM makes the same file as QEMU's, to the end of its set-up section", () => {
  const ram = recordedRam();
  const image = new FileImage([ram], PAGE);
  for (const page of FILLED) {
    image.write(ram, page * PAGE, ram.bytes.subarray(page * PAGE, (page + 1) * PAGE));
  }
  const end = 2 * MIB + 8 + 5;
  assert(equals(image.bytes.subarray(0, end), recorded.subarray(0, end)));
});

const blocksOf = (pageSize: number): RamBlock[] =>
  [
    { name: "pc.ram", usedLength: 70 * pageSize },
    { name: "/rom@etc/acpi/tables", usedLength: 0 },
    { name: "ü".repeat(127), usedLength: 3 * pageSize + 5 },
    { name: "short", usedLength: pageSize - 1 },
    { name: "empty", usedLength: 0 },
  ].map((block) => ({ ...block, bytes: new Uint8Array(block.usedLength) }));

for (const pageSize of [1024, PAGE, 64 * 1024]) {
  test(`pages of ${pageSize} bytes written and cleared in any order are those that are read`, () => {
    const blocks = blocksOf(pageSize);
    const page = fc.constantFrom(
      ...blocks.flatMap((block, index) =>
        Array.from(
          { length: Math.floor(block.usedLength / pageSize) },
          (_, page) => ({ index, page }),
        )
      ),
    );
    const steps = fc.array(fc.tuple(page, fc.nat({ max: 255 }), fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (list) => {
        const image = new FileImage(blocks, pageSize);
        const expected = blocks.map(({ usedLength }) => new Uint8Array(usedLength));
        const present = blocks.map(() => new Set<number>());
        for (const [{ index, page }, fill, cleared] of list) {
          const bytes = new Uint8Array(pageSize).fill(fill);
          if (cleared) image.clear(blocks[index], page * pageSize);
          else image.write(blocks[index], page * pageSize, bytes);
          expected[index].fill(cleared ? 0 : fill, page * pageSize, (page + 1) * pageSize);
          if (cleared) present[index].delete(page);
          else present[index].add(page);
        }
        const read = readMappedRam(image.bytes).blocks;
        assertEquals(read.map(({ name }) => name), blocks.map(({ name }) => name));
        for (const [index, block] of read.entries()) {
          assertEquals([block.pageSize, block.pagesOffset % MIB], [pageSize, 0]);
          assertEquals(setPages(block), [...present[index]].sort((a, b) => a - b));
          assert(equals(block.rebuild().bytes, expected[index]));
        }
      }),
      { seed: 1, numRuns: 20 },
    );
  });
}

test("a copy of the file does not change when the file does", () => {
  const [block] = blocksOf(PAGE);
  const image = new FileImage([block], PAGE);
  const before = image.bytes.slice();
  image.write(block, 0, new Uint8Array(PAGE).fill(1));
  assertEquals(readMappedRam(before).blocks[0].isSet(0), false);
});

test("a page outside the block is no page", () => {
  const [block] = readMappedRam(recorded).blocks;
  for (const page of [-1, 256, 0.5, NaN]) {
    assertThrows(() => block.isSet(page), RangeError, "page: ");
    assertThrows(() => block.page(page), RangeError, "page: ");
  }
});

function refusal(file: Uint8Array) {
  const { detail } = assertThrows(() => readMappedRam(file), ProtocolError);
  assertEquals(detail.code, "mapped-ram");
  assert(detail.byteOffset >= 0 && detail.byteOffset <= file.length, `${detail.byteOffset}`);
  return detail;
}

test("every truncation is refused", () => {
  const near = (at: number) => (length: number) => Math.abs(length - at) < 300;
  const places = [0, MIB, 2 * MIB, recorded.length].map(near);
  for (let length = 0; length < recorded.length; length++) {
    if (places.some((isNear) => isNear(length))) refusal(recorded.subarray(0, length));
  }
});

/** The bytes of the block's header, behind its name and length. */
const HEADER = 0x81 - 28;

test("wrong values in a block's header are refused with their field and byte", () => {
  const mib = BigInt(MIB);
  const far = [1n << 50n, 1n << 53n, 2n ** 64n - 1n];
  const wrong: [string, number, number, bigint[]][] = [
    ["version", 0, 4, [0n, 2n]],
    ["page size", 4, 8, [0n, 512n, 3000n, 1n << 17n, ...far]],
    ["bitmap offset", 12, 8, [0n, 0x80n, 1n << 53n, 2n ** 64n - 1n]],
    ["pages offset", 20, 8, [0n, 0x100n, mib + 512n, 2n * mib, ...far]],
  ];
  for (const [field, at, size, values] of wrong) {
    for (const value of values) {
      const detail = refusal(altered(HEADER + at, size, value));
      assertEquals([detail.field, detail.byteOffset], [field, HEADER + at], `${value}`);
    }
  }
});

test("a bitmap that reaches into the pages is refused", () => {
  for (const end of [MIB - 31, 1 << 30]) {
    assertEquals(refusal(altered(HEADER + 12, 8, BigInt(end))).field, "pages offset");
  }
  assertEquals(readMappedRam(altered(HEADER + 12, 8, BigInt(MIB - 32))).blocks.length, 1);
});

function altered(at: number, size: number, value: bigint): Uint8Array {
  const file = recorded.slice();
  file.set(Uint8Array.fromHex(value.toString(16).padStart(2 * size, "0")), at);
  return file;
}

test("a stream without the capability is no such file", () => {
  const pieces: Uint8Array[] = [];
  const writer = new MainChannelWriter((bytes) => pieces.push(bytes));
  writer.setUp("none", []);
  writer.end([]);
  writer.finish();
  const { field, value } = refusal(concat(pieces));
  assertEquals([field, value], ["capabilities", "none"]);
});

test("random damage gives a typed error or a file that can be read", () => {
  const parts = fc.constantFrom([0, 0x180], [2 * MIB, recorded.length]);
  const places = fc.array(fc.tuple(parts, fc.nat({ max: 0x1ff }), fc.nat({ max: 255 })), {
    minLength: 1,
    maxLength: 3,
  });
  let refused = 0, read = 0;
  fc.assert(
    fc.property(places, (list) => {
      const file = recorded.slice();
      for (const [[start, end], at, value] of list) file[start + at % (end - start)] = value;
      try {
        for (const block of readMappedRam(file).blocks) block.rebuild();
        read++;
      } catch (error) {
        assert(error instanceof ProtocolError, String(error));
        assertEquals(error.detail.code, "mapped-ram");
        refused++;
      }
    }),
    { seed: 1, numRuns: 300 },
  );
  assert(refused > 50 && read > 50, `${refused} refused, ${read} read`);
});
