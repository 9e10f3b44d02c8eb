import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { createCompressor } from "../../../protocol/method.ts";
import { newFrames } from "./zstd-frames.ts";

const PAGES = [1, 2, 3, 4].map((value) => new Uint8Array(4096).fill(value));

test("one open frame begins in the first payload alone", () => {
  const compressor = createCompressor("zstd");
  const payloads = PAGES.map((page) => compressor.compress([page]));
  compressor.close();
  assertEquals(newFrames(payloads), [0]);
});

test("a frame that begins in a later payload, or in the middle of one, is found", () => {
  const compressor = createCompressor("zstd");
  const [a, b, c] = PAGES.map((page) => compressor.end([page]));
  compressor.close();
  assertEquals(newFrames([a, b, c]), [0, 1, 2]);
  assertEquals(newFrames([a, new Uint8Array([...b, ...c])]), [0, 1, 1]);
});

test("what is no frame ends the search", () => {
  assertEquals(newFrames([new Uint8Array(100)]), []);
  assertEquals(newFrames([new Uint8Array(0), Uint8Array.of(0x28, 0xb5)]), []);
});
