import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import wabt from "wabt";
import { KERNEL } from "./kernel.ts";

test("the kernel's bytes are those of its text", async () => {
  const { parseWat } = await wabt();
  const text = readFileSync(new URL("kernel.wat", import.meta.url), "utf8");
  const { buffer } = parseWat("kernel.wat", text, { simd: true }).toBinary({});
  assertEquals(Buffer.from(buffer).toString("base64"), KERNEL);
});
