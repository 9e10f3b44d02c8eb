import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { blockNameField } from "./block-name.ts";
import { type ErrorDetail, ProtocolError } from "./errors.ts";
import { METHODS } from "./flags.ts";
import { pageCountOf } from "./layout.ts";
import { emptyPacket, encodePacket, type Packet } from "./packet.ts";
import { decodePacketInto, type PacketLimits, pageOffsets, validatePacket } from "./validate.ts";

const PAGE = 4096;
const PAGE_SIZES = [1, 2, 4, 8, 16, 32, 64].map((kib) => kib * 1024);
const MIB = 1024 * 1024;

const BLOCKS = [
  { name: "ram", usedLength: 4 * PAGE },
  { name: "vga.vram", usedLength: 5 * PAGE + 1 },
  { name: "empty", usedLength: 0 },
  { name: "short", usedLength: PAGE - 1 },
  { name: "page", usedLength: PAGE },
  { name: "huge", usedLength: Number.MAX_SAFE_INTEGER },
  { name: "x".repeat(255), usedLength: PAGE },
];
const LIMITS = { pageSize: PAGE, pageCount: 128, method: "none", blocks: BLOCKS } as const;

/** A packet with pages of `ram`, two normal and one zero, changed by `fields`. */
function packetWith(fields: Partial<Packet> = {}, offsets = [0n, 4096n, 8192n]): Packet {
  const packet = {
    ...emptyPacket(128),
    pagesAlloc: 128,
    normalPages: 2,
    zeroPages: 1,
    nextPacketSize: 2 * PAGE,
    ramblock: blockNameField("ram"),
    ...fields,
  };
  if (!fields.offsets) packet.offsets.set(offsets);
  return packet;
}

/** The detail of the refusal, or undefined when the packet is taken; decoding its bytes must say the same. */
function refusal(packet: Packet, limits: Partial<PacketLimits<typeof BLOCKS[0]>> = {}) {
  const all = { ...LIMITS, ...limits };
  const detail = detailOf(() => validatePacket(packet, all));
  const kept = emptyPacket(packet.offsets.length);
  assertEquals(detailOf(() => decodePacketInto(kept, encodePacket(packet), all)), detail);
  return detail;
}

function detailOf(judge: () => unknown): ErrorDetail | undefined {
  try {
    judge();
    return undefined;
  } catch (error) {
    assert(error instanceof ProtocolError, String(error));
    return error.detail;
  }
}

function refusedBy(requirement: string, detail: Omit<ErrorDetail, "requirement">): ErrorDetail {
  return { requirement, ...detail };
}

test("a legal packet comes back with its block", () => {
  const packet = packetWith();
  assertEquals(validatePacket(packet, LIMITS), { packet, sync: false, block: BLOCKS[0] });
  assertEquals(validatePacket(packetWith({ flags: 0x81 }), LIMITS).sync, true);
});

test("bytes are decoded into the packet that is given, in either layout, however long", () => {
  const rest = packetWith({ flags: 0x81, packetNum: 7n });
  for (const pageCount of [4, 128, 20_000]) {
    for (const layout of ["patch", "before-patch"] as const) {
      const zeroPages = layout === "patch" ? 1 : 0;
      const sent = { ...rest, zeroPages, offsets: new BigUint64Array(pageCount) };
      sent.offsets.set([4096n, 0n, 8192n, 2n ** 64n - 1n]);
      const reserved = new Uint8Array(layout === "patch" ? 28 : 32);
      const kept = { ...emptyPacket(pageCount), reserved };
      const limits = { ...LIMITS, pageCount: Math.max(pageCount, 128) };
      const decoded = decodePacketInto(kept, encodePacket(sent, layout), limits, layout);
      assert(decoded.packet === kept);
      assertEquals([decoded.sync, decoded.block], [true, BLOCKS[0]]);
      assertEquals(kept, { ...sent, reserved });
      sent.offsets[1] = 3n * 4096n + 1n;
      const detail = detailOf(() =>
        decodePacketInto(kept, encodePacket(sent, layout), limits, layout)
      );
      assertEquals([detail?.requirement, detail?.byteOffset], ["RCV-07", 328]);
    }
  }
  const short = detailOf(() => decodePacketInto(emptyPacket(128), new Uint8Array(1343), LIMITS));
  assertEquals([short?.requirement, short?.byteOffset], ["LAY-02", 1343]);
});

test("the offsets of a packet's pages are views of its entries, without the stale ones", () => {
  const packet = packetWith({ offsets: BigUint64Array.of(1n, 2n, 3n, 4n, 5n).subarray(1) });
  const { normal, zero } = pageOffsets(packet);
  assertEquals([[...normal], [...zero]], [[2n, 3n], [4n]]);
  packet.offsets.fill(7n);
  assertEquals([[...normal], [...zero]], [[7n, 7n], [7n]]);
  const { normal: none, zero: neither } = pageOffsets(emptyPacket(8));
  assertEquals([none.length, neither.length], [0, 0]);
});

test("a wrong magic or version is refused (RCV-01, RCV-02)", () => {
  for (const value of [0, 0x44332211, 0x11223345, 0x91223344, 2 ** 32 - 1]) {
    assertEquals(
      refusal(packetWith({ magic: value })),
      refusedBy("RCV-01", {
        code: "magic",
        field: "magic",
        byteOffset: 0,
        value,
        bound: 0x11223344,
      }),
    );
  }
  for (const value of [0, 2, 0x01000000, 2 ** 32 - 1]) {
    assertEquals(
      refusal(packetWith({ version: value })),
      refusedBy("RCV-02", { code: "version", field: "version", byteOffset: 4, value, bound: 1 }),
    );
  }
});

/** RCV-03 to RCV-05 in unbounded integers: what the first broken rule is, if any. */
function countsRule({ pagesAlloc, normalPages, zeroPages }: Packet, pageCount: number) {
  const alloc = BigInt(pagesAlloc), normal = BigInt(normalPages), zero = BigInt(zeroPages);
  const place = (field: string, byteOffset: number, value: number, bound: bigint) => ({
    field,
    byteOffset,
    value,
    bound: Number(bound),
  });
  if (alloc > BigInt(pageCount)) {
    const at = place("pagesAlloc", 12, pagesAlloc, BigInt(pageCount));
    return refusedBy("RCV-03", { code: "pages-alloc", ...at });
  }
  if (normal > alloc) {
    const at = place("normalPages", 16, normalPages, alloc);
    return refusedBy("RCV-04", { code: "normal-pages", ...at });
  }
  if (normal + zero > alloc) {
    const at = place("zeroPages", 32, zeroPages, alloc - normal);
    return refusedBy("RCV-05", { code: "zero-pages", ...at });
  }
  return undefined;
}

for (const pageSize of PAGE_SIZES) {
  test(`counts at and around every bound, and sums that wrap, with pages of ${pageSize} bytes`, () => {
    const pageCount = pageCountOf(pageSize);
    const near = [0, 1, 2, pageCount / 2, pageCount - 1, pageCount, pageCount + 1];
    const values = new Set([
      ...near,
      2 ** 31 - 1,
      2 ** 31,
      2 ** 31 + 1,
      ...near.slice(1).map((value) => 2 ** 32 - value),
    ]);
    const blocks = [{ name: "ram", usedLength: pageSize }];
    const rules = new Map<string | undefined, number>();
    for (const pagesAlloc of values) {
      for (const normalPages of values) {
        for (const zeroPages of values) {
          const packet = { ...emptyPacket(pageCount), pagesAlloc, normalPages, zeroPages };
          packet.ramblock = blockNameField("ram");
          const expected = countsRule(packet, pageCount);
          assertEquals(refusal(packet, { pageSize, pageCount, blocks }), expected);
          rules.set(expected?.requirement, 1 + (rules.get(expected?.requirement) ?? 0));
        }
      }
    }
    assertEquals([...rules.keys()].sort(), ["RCV-03", "RCV-04", "RCV-05", undefined]);
  });
}

test("counts are refused even in a packet whose name, method and size are wrong too", () => {
  const wrong = { ramblock: blockNameField("nope"), flags: 0x0e, nextPacketSize: 2 ** 32 - 1 };
  const detail = refusal(packetWith({ ...wrong, zeroPages: 127 }));
  assertEquals(detail?.requirement, "RCV-05");
});

const U64_TOP = 2n ** 64n - 1n;

test("an offset is taken up to used_length − page_size and refused above, at any place in both parts", () => {
  const normalPages = 5, zeroPages = 4;
  for (const { name, usedLength } of BLOCKS) {
    const last = BigInt(usedLength) - BigInt(PAGE);
    const bounds = [last - 1n, last, last + 1n, last + 4096n, BigInt(usedLength)];
    const powers = [0n, 1n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n];
    const offsets = [...bounds, ...powers, U64_TOP - 4095n, U64_TOP].filter((v) => v >= 0n);
    for (const offset of offsets) {
      for (let at = 0; at < normalPages + zeroPages; at++) {
        // In a block shorter than a page no offset is right: the first one is refused.
        const first = last < 0n ? 0 : at;
        const packet = packetWith({ normalPages, zeroPages, ramblock: blockNameField(name) }, []);
        packet.offsets[at] = offset;
        const isNormal = first < normalPages;
        const expected = last >= 0n && offset <= last ? undefined : {
          code: isNormal ? "normal-offset" : "zero-offset",
          requirement: last < 0n ? "RCV-10" : isNormal ? "RCV-07" : "RCV-08",
          field: `offsets[${first}]`,
          byteOffset: 320 + 8 * first,
          value: packet.offsets[first],
          bound: last,
        } as const;
        assertEquals(refusal(packet), expected, `${name}, offset ${offset} at ${at}`);
      }
    }
  }
});

test("a zero page in a block shorter than a page is refused as a zero page (RCV-10)", () => {
  for (const name of ["empty", "short"]) {
    const packet = packetWith({ normalPages: 0, zeroPages: 1, ramblock: blockNameField(name) }, [
      0n,
    ]);
    const detail = refusal(packet)!;
    assertEquals([detail.requirement, detail.code], ["RCV-10", "zero-offset"]);
    assertEquals(detail.bound, name === "empty" ? -4096n : -1n);
  }
});

test("entries behind the used ones are not looked at (RCV-32)", () => {
  const packet = packetWith();
  packet.offsets.fill(U64_TOP, 3);
  assertEquals(refusal(packet), undefined);
});

test("an offset that is not a multiple of the page size is taken (RCV-11)", () => {
  assertEquals(refusal(packetWith({}, [1n, 4097n, 12287n])), undefined);
});

test("a packet with pages must have the receiver's method, one without may have any (RCV-12)", () => {
  for (const method of METHODS) {
    const own = { none: 0, zlib: 2, zstd: 4 }[method];
    for (let bits = 0; bits <= 0x0e; bits += 2) {
      for (const more of [0, 1, 0x10, 0x20, 0x40, 0x80, 0x80000000]) {
        const flags = (bits | more) >>> 0;
        for (const [normalPages, zeroPages] of [[2, 1], [0, 1], [1, 0]]) {
          const nextPacketSize = normalPages * PAGE;
          const packet = packetWith({ flags, normalPages, zeroPages, nextPacketSize });
          const place = { field: "flags", byteOffset: 8, value: bits, bound: own };
          const expected = bits === own
            ? undefined
            : refusedBy("RCV-12", { code: "method", ...place });
          assertEquals(refusal(packet, { method }), expected, `${method}, flags ${flags}`);
        }
        const bare = packetWith({ flags, normalPages: 0, zeroPages: 0 });
        assertEquals(refusal(bare, { method }), undefined);
      }
    }
  }
});

test("an unknown block is refused when there are pages (RCV-06)", () => {
  for (const name of ["", "ra", "ram2", "Ram", "nope"]) {
    const value = JSON.stringify(name);
    assertEquals(
      refusal(packetWith({ ramblock: blockNameField(name) })),
      refusedBy("RCV-06", {
        code: "ramblock",
        field: "ramblock",
        byteOffset: 64,
        value,
        bound: "a known RAM block",
      }),
    );
  }
});

test("a name without NUL is cut at 255: the block of that name is found, another refused (RCV-24)", () => {
  assertEquals(refusal(packetWith({ ramblock: new Uint8Array(256).fill(0x78) }, [])), undefined);
  const detail = refusal(packetWith({ ramblock: new Uint8Array(256).fill(0x79) }))!;
  assertEquals([detail.requirement, detail.code, detail.field], ["RCV-24", "ramblock", "ramblock"]);
  assertEquals(detail.value, JSON.stringify("y".repeat(255)));
});

test("compressed, a size without normal pages and one above 1 MiB are refused (RCV-21, RCV-23)", () => {
  const compressBound = 512 * 1024 + 128 + 32 + 13;
  for (const method of ["zlib", "zstd"] as const) {
    const flags = method === "zlib" ? 2 : 4;
    const size = (normalPages: number, nextPacketSize: number) =>
      refusal(packetWith({ flags, normalPages, nextPacketSize }), { method });
    const refused = (requirement: string, value: number, bound: number) =>
      refusedBy(requirement, {
        code: "packet-size",
        field: "nextPacketSize",
        byteOffset: 20,
        value,
        bound,
      });
    for (const taken of [0, 1, compressBound, MIB]) assertEquals(size(2, taken), undefined);
    for (const value of [MIB + 1, 2 ** 31, 2 ** 32 - 1]) {
      assertEquals(size(2, value), refused("RCV-23", value, MIB));
    }
    assertEquals(size(0, 0), undefined);
    for (const value of [1, MIB, MIB + 1, 2 ** 32 - 1]) {
      assertEquals(size(0, value), refused("RCV-21", value, 0));
    }
  }
});

test("uncompressed, next_packet_size is not looked at (RCV-22, RCV-39)", () => {
  for (const nextPacketSize of [0, 1, MIB + 1, 2 ** 32 - 1]) {
    for (const normalPages of [0, 2]) {
      assertEquals(refusal(packetWith({ normalPages, nextPacketSize })), undefined);
    }
  }
});

test("a packet without pages is legal whatever name, size, flags and offsets it has (RCV-17)", () => {
  for (const method of METHODS) {
    for (const pagesAlloc of [0, 1, 128]) {
      const packet = packetWith({
        pagesAlloc,
        normalPages: 0,
        zeroPages: 0,
        flags: 0xfffffffe,
        nextPacketSize: 2 ** 32 - 1,
        ramblock: new Uint8Array(256).fill(0xff),
        offsets: new BigUint64Array(128).fill(U64_TOP),
      });
      assertEquals(validatePacket(packet, { ...LIMITS, method }).block, undefined);
    }
  }
  const counts = { magic: 1, pagesAlloc: 0, normalPages: 0, zeroPages: 0 };
  assertEquals(refusal(packetWith(counts))?.requirement, "RCV-01");
});

test("reserved bytes and the packet's number are ignored (LAY-04)", () => {
  const reserved = new Uint8Array(28).fill(0xff);
  assertEquals(refusal(packetWith({ reserved, packetNum: U64_TOP })), undefined);
});

/** All the rules at once, in the order of judgement, in unbounded integers; shares nothing with the module. */
function firstBroken(p: Packet, method: string, pageSize: number): string | undefined {
  if (p.magic !== 0x11223344) return "RCV-01";
  if (p.version !== 1) return "RCV-02";
  const counts = countsRule(p, p.offsets.length);
  if (counts) return counts.requirement;
  if (p.normalPages + p.zeroPages === 0) return undefined;
  if ((p.flags & 14) !== ["none", "zlib", "zstd"].indexOf(method) * 2) return "RCV-12";
  if (method !== "none") {
    if (p.normalPages === 0 && p.nextPacketSize !== 0) return "RCV-21";
    if (p.nextPacketSize > MIB) return "RCV-23";
  }
  const end = p.ramblock.indexOf(0);
  const name = new TextDecoder().decode(p.ramblock.slice(0, end < 0 ? 255 : end));
  const block = BLOCKS.find((block) => block.name === name);
  if (!block) return end < 0 ? "RCV-24" : "RCV-06";
  for (let i = 0; i < p.normalPages + p.zeroPages; i++) {
    if (p.offsets[i] + BigInt(pageSize) <= BigInt(block.usedLength)) continue;
    return block.usedLength < pageSize ? "RCV-10" : i < p.normalPages ? "RCV-07" : "RCV-08";
  }
}

const mostly = <T>(usual: T, ...others: T[]) =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(usual) }, fc.constantFrom(...others));

test("any packet is refused for the first rule it breaks, and for nothing else", () => {
  const few = fc.oneof(fc.nat(4), fc.constantFrom(128, 129, 2 ** 32 - 1));
  const fields = fc.record({
    magic: mostly(0x11223344, 0, 0x11223345),
    version: mostly(1, 0, 2),
    flags: fc.constantFrom(0, 1, 2, 3, 4, 6, 0x82, 0xc4),
    pagesAlloc: fc.oneof(fc.nat(8), fc.constantFrom(128, 129, 2 ** 31)),
    normalPages: few,
    zeroPages: few,
    nextPacketSize: fc.constantFrom(0, 1, 8192, MIB, MIB + 1),
    ramblock: fc.oneof(
      fc.constantFrom(...BLOCKS).map(({ name }) => blockNameField(name)),
      fc.constantFrom(0x78, 0x79, 0).map((byte) => new Uint8Array(256).fill(byte)),
    ),
  });
  const offset = fc.oneof(
    { weight: 8, arbitrary: fc.nat(3).map((page) => BigInt(page * PAGE)) },
    fc.constantFrom(3n * 4096n + 1n, 16384n, 2n ** 53n, U64_TOP),
  );
  const rules = new Set<string | undefined>();
  fc.assert(
    fc.property(
      fields,
      fc.array(offset, { maxLength: 8 }),
      fc.constantFrom(...METHODS),
      (fields, offsets, method) => {
        const packet = packetWith(fields, offsets);
        const expected = firstBroken(packet, method, PAGE);
        rules.add(expected);
        assertEquals(refusal(packet, { method })?.requirement, expected);
      },
    ),
    { seed: 1, numRuns: 3000 },
  );
  // Every rule has been the first one broken, and some packets were legal.
  assertEquals(
    [...rules].sort().map(String).join(" "),
    "RCV-01 RCV-02 RCV-03 RCV-04 RCV-05 RCV-06 RCV-07 RCV-08 RCV-10 RCV-12 RCV-21 RCV-23 RCV-24 undefined",
  );
});

test("validation changes nothing in the packet", () => {
  const packet = packetWith();
  const before = structuredClone(packet);
  validatePacket(packet, LIMITS);
  assertEquals(packet, before);
  assertThrows(() => validatePacket({ ...packet, normalPages: 200 }, LIMITS), ProtocolError);
  assertEquals(packet, before);
});
