import { assert, assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CHECKS } from "../conformance/checks/mod.ts";
import { REQUIREMENTS } from "../conformance/requirements.ts";
import { GREETING_LAYOUT, PACKET_LAYOUT } from "../protocol/layout.ts";
import { pages } from "./generate/pages.ts";

const PAGES = pages();

for (const [name, text] of Object.entries(PAGES)) {
  test(`docs/${name} is what the code says; \`deno task docs\` writes it anew`, () => {
    assertEquals(readFileSync(new URL(name, import.meta.url), "utf8"), text);
  });
}

test("the catalogue has every rule and every check", () => {
  const text = PAGES["requirements.md"];
  for (const { id } of REQUIREMENTS) assert(text.includes(`### ${id}\n`), id);
  for (const { id } of CHECKS) assert(text.includes(`| \`${id}\` |`), id);
});

test("the picture names every field of the greeting and of the packet", () => {
  for (const { wire } of [...GREETING_LAYOUT, ...PACKET_LAYOUT]) {
    assert(new RegExp(`>${wire}(\\[|<)`).test(PAGES["wire.svg"]), wire);
  }
});
