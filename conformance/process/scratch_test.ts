import { assert, assertEquals } from "@std/assert";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { openScratch } from "./scratch.ts";
import { withFolder } from "./testing/folder.ts";

/** Beyond any pid_max: nobody has it. */
const DEAD = 2 ** 22 + 1;

test("a scratch folder is made in the first base that takes one, and removed with what is in it", async () => {
  await withFolder((base) => {
    const scratch = openScratch([join(base, "missing"), base]);
    writeFileSync(join(scratch.path, "ram"), "x");
    assertEquals(readdirSync(base).length, 1);
    scratch.remove();
    assertEquals(readdirSync(base), []);
    scratch.remove();
  });
});

test("what dead runs left is swept, what live ones use and what is not ours stays", async () => {
  await withFolder((base) => {
    const staying = [
      `multifd-${process.pid}-aB3dE6`,
      "multifd-x",
      `multifd-${DEAD}`,
      `multifd-${DEAD}-captures`,
      `multifd-${DEAD}.0-aB3dE6`,
      `other-${DEAD}-aB3dE6`,
    ];
    for (const name of [...staying, `multifd-${DEAD}-aB3dE6`]) {
      mkdirSync(join(base, name));
      writeFileSync(join(base, name, "file"), "x");
    }
    const scratch = openScratch([base]);
    scratch.remove();
    assertEquals(readdirSync(base).sort(), staying.sort());
    assert(staying.every((name) => existsSync(join(base, name, "file"))));
  });
});
