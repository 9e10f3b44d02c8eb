import { Buffer } from "node:buffer";
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { u32, u64 } from "./fields.ts";

test("integers are written from their highest byte on, whichever bit is set", () => {
  for (let bit = 0; bit < 64; bit++) {
    const value = 2n ** BigInt(bit) | 1n;
    assertEquals(Buffer.from(u64(value)).readBigUInt64BE(), value);
    if (bit < 32) assertEquals(Buffer.from(u32(Number(value))).readUInt32BE(), Number(value));
  }
  assertEquals(Buffer.from(u64(0x0102030405060708n)).toString("hex"), "0102030405060708");
  assertEquals(Buffer.from(u32(0xfedcba98)).toString("hex"), "fedcba98");
});
