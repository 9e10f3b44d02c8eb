import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { compareVersions, profileOf } from "./version.ts";

test("a version is judged by the release it belongs to or comes after", () => {
  const profile = (major: number, minor: number) => profileOf({ major, minor, micro: 3 });
  assertEquals(profile(7, 2), "qemu-7.2");
  assertEquals(profile(8, 2), "qemu-7.2");
  assertEquals(profile(9, 0), "qemu-9.0");
  assertEquals(profile(9, 2), "qemu-9.1");
  assertEquals(profile(10, 0), "qemu-10.0");
  assertEquals(profile(11, 0), "qemu-10.0");
  assertEquals(profile(11, 1), "qemu-11.1");
  assertEquals(profile(12, 0), "qemu-11.1");
});

test("versions are ordered by number, not by letter", () => {
  const sorted = ["10.0.13", "7.2.22", "10.0.2", "11.1"].sort(compareVersions);
  assertEquals(sorted, ["7.2.22", "10.0.2", "10.0.13", "11.1"]);
});
