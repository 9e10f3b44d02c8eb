import { assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { ramTable } from "./ram.ts";

function row(expected: string, observed: string): string {
  return String(ramTable([{ ramblock: "ram", offset: 4096, expected, observed }]));
}

test("bytes that differ are marked on both sides", () => {
  const html = row("…a5a500a5… from byte 8", "…a5a50fa5… from byte 8");
  assertStringIncludes(html, "<td>…a5 a5 <mark>00</mark> a5 … from byte 8</td>");
  assertStringIncludes(html, "<td>…a5 a5 <mark>0f</mark> a5 … from byte 8</td>");
});

test("all zero is shown as the bytes it stands for", () => {
  const html = row("…a500… from byte 0", "all zero");
  assertStringIncludes(html, "<td>…<mark>00</mark> 00 … from byte 0</td>");
});

test("what is no bytes stays as it is", () => {
  const html = row("4096 bytes", "no such block");
  assertStringIncludes(html, "<td>4096 bytes</td><td>no such block</td>");
});
