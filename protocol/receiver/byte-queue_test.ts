import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes";
import fc from "fast-check";
import { ByteQueue } from "./byte-queue.ts";

test("a piece that holds all that is asked for is not copied", () => {
  const queue = new ByteQueue();
  const piece = Uint8Array.of(1, 2, 3, 4);
  queue.push(piece);
  assertEquals(queue.take(3)!.buffer, piece.buffer);
  assertEquals(queue.length, 1);
});

test("bytes that are kept do not change with the piece they came in", () => {
  const queue = new ByteQueue();
  const piece = Uint8Array.of(1, 2, 3);
  queue.push(piece);
  queue.take(1);
  queue.keep();
  piece.fill(9);
  assertEquals([...queue.take(2)!], [2, 3]);
});

test("too few bytes give nothing and stay", () => {
  const queue = new ByteQueue();
  queue.push(Uint8Array.of(1));
  assertEquals(queue.take(2), undefined);
  assertEquals(queue.peek(2), undefined);
  queue.push(Uint8Array.of(2));
  assertEquals([...queue.peek(2)!], [1, 2]);
  assertEquals([...queue.take(2)!], [1, 2]);
  assertEquals([...queue.take(0)!], []);
});

test("asking for a huge length costs nothing", () => {
  const queue = new ByteQueue();
  queue.push(Uint8Array.of(1));
  for (let i = 0; i < 1000; i++) assertEquals(queue.take(2 ** 40), undefined);
  assertEquals(queue.length, 1);
});

test("whatever the pieces and the takes, bytes come out as they went in", () => {
  const step = fc.oneof(
    fc.record({ push: fc.uint8Array({ maxLength: 40 }) }),
    fc.record({ take: fc.nat(60) }),
    fc.record({ copy: fc.nat(60) }),
    fc.record({ peek: fc.nat(60) }),
    fc.record({ keep: fc.constant(true) }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const queue = new ByteQueue();
    let waiting: number[] = [];
    for (const step of steps) {
      if ("push" in step) {
        queue.push(step.push);
        waiting.push(...step.push);
      } else if ("copy" in step) {
        const target = new Uint8Array(70).fill(7);
        const copied = queue.copyTo(target, 5, step.copy);
        assert(copied > 0 || step.copy === 0 || waiting.length === 0);
        assertEquals([...target.subarray(5, 5 + copied)], waiting.slice(0, copied));
        assert(target.subarray(5 + copied).every((byte) => byte === 7));
        waiting = waiting.slice(copied);
      } else if ("keep" in step) {
        queue.keep();
      } else {
        const length = "take" in step ? step.take : step.peek;
        const bytes = "take" in step ? queue.take(length) : queue.peek(length);
        assertEquals(
          bytes && [...bytes],
          length > waiting.length ? undefined : waiting.slice(0, length),
        );
        if (bytes && "take" in step) waiting = waiting.slice(length);
      }
      assertEquals(queue.length, waiting.length);
    }
  }));
});

test("a mebibyte that comes byte by byte comes out whole", () => {
  const queue = new ByteQueue();
  const bytes = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 7) >> 3);
  for (let i = 0; i < bytes.length; i++) {
    queue.push(bytes.subarray(i, i + 1));
    if (i < bytes.length - 1 && i % 4096 === 0) assertEquals(queue.take(bytes.length), undefined);
  }
  assertEquals(concat([queue.take(bytes.length)!]), bytes);
});
