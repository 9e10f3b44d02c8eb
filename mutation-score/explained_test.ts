import { assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { readExplained } from "./explained.ts";

test("a reason counts for all that follow, over several lines of its own", () => {
  const text =
    "# One\n# reason\n\na.ts f\n- x\n+ y\n\nb.ts g\n- x\n+ z\n\n# Another\nc.ts h\n- #\n+ 1\n";
  assertEquals(readExplained(text), [
    { name: "a.ts f\n- x\n+ y", reason: "One reason", line: 4 },
    { name: "b.ts g\n- x\n+ z", reason: "One reason", line: 8 },
    { name: "c.ts h\n- #\n+ 1", reason: "Another", line: 13 },
  ]);
});

test("what is no survivor, or has no reason, is refused by its line", () => {
  assertThrows(() => readExplained("# r\n\na.ts f\n- x\n"), SyntaxError, "line 3: expected");
  assertThrows(() => readExplained("a.ts f\n- x\n+ y\n"), SyntaxError, "line 1: no reason");
});
