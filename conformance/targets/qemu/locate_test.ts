import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { test } from "node:test";
import { TargetError } from "../../target.ts";
import type { Build } from "./cache.ts";
import { locateQemu } from "./locate.ts";

const BUILDS: Build[] = [
  { suite: "trixie", arch: "s390x", version: "10.0.13", folder: "/c/t", program: "/c/t/q" },
  { suite: "bookworm", arch: "x86_64", version: "7.2.22", folder: "/c/b", program: "/c/b/q" },
];

test("a path is taken as it is, a version from the cache", () => {
  assertEquals(locateQemu("qemu=/opt/q=1/qemu", BUILDS), "/opt/q=1/qemu");
  assertEquals(locateQemu("qemu:7.2", BUILDS), "/c/b/q");
  assertEquals(locateQemu("qemu:10.0/s390x", BUILDS), "/c/t/q");
});

test("a version that the cache lacks is refused with what it has", () => {
  const error = assertThrows(() => locateQemu("qemu:10.0", BUILDS), TargetError);
  assertStringIncludes(error.message, "no QEMU 10.0 in the cache");
  assertStringIncludes(error.message, "10.0.13/s390x, 7.2.22");
  assertStringIncludes(
    assertThrows(() => locateQemu("qemu:10.0", []), TargetError).message,
    "has none",
  );
});
