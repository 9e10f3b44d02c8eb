import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { globMatches } from "./glob.ts";

test("a star stands for any run of characters, everything else for itself", () => {
  const matches = (pattern: string) =>
    ["RCV-05", "RCV-05/wrap", "SND-05"].filter((id) => globMatches(pattern, id));
  assertEquals(matches("RCV-05"), ["RCV-05"]);
  assertEquals(matches("RCV-05*"), ["RCV-05", "RCV-05/wrap"]);
  assertEquals(matches("*-05"), ["RCV-05", "SND-05"]);
  assertEquals(matches("R.V-05"), []);
  assertEquals(matches("(*"), []);
});
