import { assert, assertEquals, assertThrows } from "@std/assert";
import { Buffer } from "node:buffer";
import process from "node:process";
import { test } from "node:test";
import { ProtocolError } from "../errors.ts";
import type { Compressor } from "../method.ts";
import { IMPLEMENTATIONS, textPage } from "./testing.ts";

const MIB = 1024 * 1024;

/** A payload of at most 1 MiB that inflates to 1 GiB: the stream's state repeats, so its bytes may. */
function bomb(stream: Compressor, method: string): Uint8Array {
  const piece = new Uint8Array(16 * MIB);
  const first = stream.compress([piece]);
  const again = stream.compress([piece]);
  const rest = new Array<Uint8Array>(63).fill(again);
  const whole = new Uint8Array(Buffer.concat([first, ...rest]));
  assert(whole.length <= 1.1 * MIB, `${method}: ${whole.length}`);
  return whole;
}

/** The most memory that the process ever held, in bytes: it would show a gigabyte for good. */
function peak(): number {
  return process.resourceUsage().maxRSS * 1024;
}

for (const { name, format, compressor, decompressor } of IMPLEMENTATIONS) {
  test(`${name}: a payload that would inflate to 1 GiB is refused without producing it`, () => {
    const stream = compressor(format.levels[1] > 9 ? 1 : 9);
    const payload = bomb(stream, format.method);
    stream.close();
    for (const pages of [[new Uint8Array(4096)], [textPage(1), textPage(2)]]) {
      const reader = decompressor();
      const before = peak();
      const error = assertThrows(() => reader.decompress(payload, pages), ProtocolError);
      const grown = peak() - before;
      reader.close();
      assertEquals(error.detail.code, "payload-surplus");
      assert(grown < 16 * MIB, `${grown} bytes of memory`);
      // What was read cannot have given more than a few MiB: deflate makes at most 1032 bytes of one.
      const share = error.detail.byteOffset / payload.length;
      assert(share * 1024 * MIB < 4 * MIB, `read ${error.detail.byteOffset} of ${payload.length}`);
    }
  });
}
