import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { test } from "node:test";
import { Lines } from "./lines.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (lines?: Uint8Array[]) => lines?.map((line) => new TextDecoder().decode(line));

test("lines are the same however the stream is cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom("a", "b", "\n") })),
      (pieces) => {
        const lines = new Lines(1000);
        const read = pieces.flatMap((piece) => textOf(lines.add(bytesOf(piece)))!);
        assertEquals(read, pieces.join("").split("\n").slice(0, -1));
      },
    ),
    { seed: 1 },
  );
});

test("a line of the most bytes is read, and one byte more is not, with its end or without", () => {
  assertEquals(textOf(new Lines(3).add(bytesOf("abc\n"))), ["abc"]);
  assertEquals(new Lines(3).add(bytesOf("abcd\n")), undefined);
  const lines = new Lines(3);
  assertEquals(textOf(lines.add(bytesOf("x\nab"))), ["x"]);
  assertEquals(lines.add(bytesOf("cd")), undefined);
  assertEquals(textOf([lines.rest]), ["ab"]);
});
