import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "node:test";
import { PieceReader } from "./piece-reader.ts";

const BYTES = Uint8Array.from({ length: 40 }, (_, i) => i);

test("however a stream is cut, the same bytes are read, and each read tells its last piece", () => {
  const lengths = fc.array(fc.nat({ max: 12 }), { maxLength: 12 });
  fc.assert(
    fc.property(lengths, lengths, (cuts, reads) => {
      let end = 0;
      const pieces = [...cuts, BYTES.length].map((length, position) => ({
        data: BYTES.subarray(end, end += length),
        position,
      }));
      const reader = new PieceReader(pieces);
      let at = 0;
      for (const length of reads) {
        const taken = reader.take(length);
        assertEquals(taken, BYTES.subarray(at, at + length));
        at += taken.length;
        assertEquals([reader.at, reader.left], [at, BYTES.length - at]);
        const { data } = pieces[reader.position];
        if (taken.length > 0) assert(data.includes(at - 1), `byte ${at - 1}`);
      }
    }),
    { seed: 1 },
  );
});
