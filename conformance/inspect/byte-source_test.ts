import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { ByteSource } from "./byte-source.ts";

/** Each chunk is gone when the next one is asked for. */
async function* chunksOf(...chunks: Uint8Array[]) {
  for (const chunk of chunks) {
    const lent = chunk.slice();
    yield lent;
    lent.fill(0xee);
  }
}

test("bytes come out as they went in, whatever the chunks", async () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 20 }), { maxLength: 10 });
  const steps = fc.array(fc.record({ skip: fc.boolean(), length: fc.nat(50) }), { maxLength: 10 });
  await fc.assert(
    fc.asyncProperty(chunks, steps, async (chunks, steps) => {
      const all = chunks.flatMap((chunk) => [...chunk]);
      const source = new ByteSource(chunksOf(...chunks));
      for (const { skip, length } of steps) {
        const expected = all.slice(source.at, source.at + length);
        const at = source.at;
        if (skip) assertEquals(await source.skip(length), expected.length);
        else assertEquals([...await source.read(length)], expected);
        assertEquals(source.at, at + expected.length);
      }
    }),
    { seed: 1 },
  );
});

test("what was read does not change with the chunk it came in", async () => {
  const chunk = Uint8Array.of(1, 2, 3);
  const bytes = await new ByteSource(chunksOf(chunk)).read(3);
  chunk.fill(9);
  assertEquals([...bytes], [1, 2, 3]);
});

test("passing over many bytes holds none of them", async () => {
  const chunk = new Uint8Array(1024 * 1024);
  let given = 0, ended = false;
  async function* endless() {
    try {
      for (;; given++) yield chunk;
    } finally {
      ended = true;
    }
  }
  const source = new ByteSource(endless());
  assertEquals(await source.skip(2 ** 32 - 1), 2 ** 32 - 1);
  assertEquals(given, 4095);
  assertEquals((await source.read(10)).length, 10);
  await source.close();
  assert(ended);
});

test("a failure comes after all that was there before it, and says why in words", async () => {
  async function* failing() {
    yield Uint8Array.of(1, 2);
    throw new Error("disk on fire");
  }
  const source = new ByteSource(failing());
  assertEquals([...await source.read(10)], [1, 2]);
  assertEquals((await source.read(10)).length, 0);
  assertEquals(source.whyShort("packet", 2, 10), "disk on fire; the packet has 2 bytes of 10");
});
