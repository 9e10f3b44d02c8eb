import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat } from "@std/bytes";
import { test } from "node:test";
import fc from "fast-check";
import { ProtocolError } from "../../protocol/errors.ts";
import { createDecompressor, type Decompressor } from "../../protocol/method.ts";
import type { ReceiverCase } from "../case.ts";
import { familyCase, familyFixed } from "../family-case.ts";
import type { Family } from "../family.ts";
import { pageBytes } from "../fill.ts";
import { INVALID } from "../invalid.ts";
import { LEGAL } from "../legal.ts";
import { validSession } from "../receiver-session.ts";
import type { Shape } from "../shape.ts";
import { Payloads } from "./payload.ts";

const METHODS = ["none", "zlib", "zstd"] as const;

function shapeOf(method: typeof METHODS[number]): Shape {
  return { method, layout: "patch", pageSizes: [4096], maxChannels: 3 };
}

/**
 * Decompresses every packet of a case as a receiver would; the step and the error of the first
 * refusal.
 */
function firstRefusal(c: ReceiverCase): { step: number; error: ProtocolError } | undefined {
  const payloads = new Payloads(c);
  const decompressors = new Map<number, Decompressor>();
  try {
    for (const [i, step] of c.steps.entries()) {
      if (step.kind !== "packet") continue;
      const payload = concat(payloads.of(step.channel, step.packet));
      if (step.packet.normal.length === 0) continue;
      const pages = step.packet.normal.map(() => new Uint8Array(c.pageSize));
      let decompressor = decompressors.get(step.channel);
      if (!decompressor) {
        decompressors.set(step.channel, decompressor = createDecompressor(c.method));
      }
      try {
        decompressor.decompress(payload, pages);
      } catch (error) {
        if (error instanceof ProtocolError) return { step: i, error };
        throw error;
      }
      const expected = step.packet.normal.map(({ fill }) => pageBytes(fill, c.pageSize));
      assertEquals(pages, expected);
    }
  } finally {
    payloads.close();
    for (const decompressor of decompressors.values()) decompressor.close();
  }
}

function casesOf(family: Family, shape: Shape): ReceiverCase[] {
  return [
    ...familyFixed(shape, family),
    ...fc.sample(familyCase(shape, family), { seed: 1, numRuns: 25 }),
  ];
}

for (const method of METHODS) {
  test(`${method}: payloads of legal sessions hold their pages, one stream a channel`, () => {
    fc.assert(
      fc.property(validSession(shapeOf(method)), (c) => assertEquals(firstRefusal(c), undefined)),
      { seed: 1, numRuns: 60 },
    );
  });
}

for (const requirement of ["RCV-20", "RCV-43"]) {
  for (const method of ["zlib", "zstd"] as const) {
    test(`${method}: a decoder refuses every payload that breaks ${requirement}, and none before it`, () => {
      const family = INVALID.find((f) => f.requirement === requirement)!;
      for (const c of casesOf(family, shapeOf(method))) {
        const refusal = firstRefusal(c);
        assertEquals(refusal?.step, c.breaks!.step, c.classes.join());
        // Surplus that is no legal block is corrupt as well.
        if (requirement === "RCV-20") assertEquals(refusal?.error.detail.requirement, requirement);
      }
    });
  }
}

for (const method of ["zlib", "zstd"] as const) {
  test(`${method}: long payloads and those of other legal families are taken`, () => {
    for (
      const family of LEGAL.filter((f) => f.methods?.includes(method) && f.requirement !== "RCV-20")
    ) {
      for (const c of casesOf(family, shapeOf(method))) {
        assertEquals(firstRefusal(c), undefined, c.classes.join());
      }
    }
  });

  test(`${method}: a padded payload is as long as may be and no longer`, () => {
    const payloads = new Payloads({ ...shapeOf(method), pageSize: 4096, channels: 1, level: 1 });
    const packet = {
      ramblock: "ram",
      packetNum: 0n,
      normal: [{ offset: 0n, fill: { kind: "text", number: 1 } as const }],
      zero: [],
    };
    for (const bytes of [5000, 524461, 1024 * 1024 + 16]) {
      const { length } = concat(payloads.of(0, { ...packet, payload: { kind: "padded", bytes } }));
      assert(length <= bytes && length > bytes - 5, `${length} bytes for ${bytes}`);
    }
    payloads.close();
  });
}

test("a bomb is small on the wire and large behind it", () => {
  for (const method of ["zlib", "zstd"] as const) {
    const payloads = new Payloads({ ...shapeOf(method), pageSize: 4096, channels: 1, level: 1 });
    const payload = { kind: "bomb", bytes: 8 * 1024 * 1024 } as const;
    const [bytes] = payloads.of(0, { ramblock: "", packetNum: 0n, normal: [], zero: [], payload });
    assert(bytes.length < 128 * 1024, `${bytes.length} bytes`);
    const decompressor = createDecompressor(method);
    assertThrows(() => decompressor.decompress(bytes, [new Uint8Array(4096)]), ProtocolError);
    payloads.close();
    decompressor.close();
  }
});
