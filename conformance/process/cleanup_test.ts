import { assertEquals, assertStringIncludes } from "@std/assert";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { withFolder } from "./testing/folder.ts";
import { leave } from "./testing/leaving.ts";

const WAYS: [how: string, code: number, words: string][] = [
  ["throw", 3, "thrown"],
  ["reject", 3, "rejected"],
  ["exit", 5, ""],
  ["SIGINT", 130, ""],
  ["SIGTERM", 143, ""],
  ["SIGHUP", 129, ""],
];

for (const [how, code, words] of WAYS) {
  test(`no file stays behind after ${how}`, async () => {
    await withFolder((base) => {
      const left = leave(how, base);
      assertEquals(left.code, code);
      assertStringIncludes(left.folder, base);
      assertStringIncludes(left.stderr, words);
      assertEquals(readdirSync(base), []);
    });
  });
}
