import { spawnSync } from "node:child_process";
import process from "node:process";
import { after, test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { Missing } from "./row.ts";
import { ROWS } from "./rows.ts";
import { removeScratch } from "./sides.ts";

const hasC = spawnSync("gcc", ["--version"]).error === undefined;

after(removeScratch);

test("a row's id is its own", () => {
  assertEquals(new Set(ROWS.map(({ id }) => id)).size, ROWS.length);
});

for (const { id, shown } of ROWS) {
  if (!shown) continue;
  test(`both sides of ${id} do the same work`, {
    skip: hasC ? false : "no gcc here",
    timeout: 60_000,
  }, (t) => {
    try {
      const [ours, peer] = shown();
      assert(ours.length > 0);
      assertEquals(ours, peer);
    } catch (error) {
      if (!(error instanceof Missing) || process.env.CI) throw error;
      console.log(`${t.name}: skipped: ${error.message}`);
    }
  });
}
