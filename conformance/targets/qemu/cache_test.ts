import { assertEquals } from "@std/assert";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildFolder, cachedBuilds, findBuild } from "./cache.ts";
import { withFolder } from "../../process/testing/folder.ts";

async function withCache(
  builds: [suite: string, arch: string, version: string][],
  check: (cache: string) => void,
) {
  await withFolder((cache) => {
    for (const [suite, arch, version] of builds) {
      const folder = buildFolder(cache, suite, arch);
      mkdirSync(folder);
      writeFileSync(join(folder, "build.json"), JSON.stringify({ suite, arch, version }));
    }
    check(cache);
  });
}

const BUILDS: [string, string, string][] = [
  ["bookworm", "x86_64", "7.2.22"],
  ["bookworm-backports", "x86_64", "10.0.2"],
  ["trixie", "x86_64", "10.0.13"],
  ["trixie", "s390x", "10.0.13"],
];

test("builds are listed with their programs, the newest first", async () => {
  await withCache(BUILDS, (cache) => {
    const builds = cachedBuilds(cache);
    assertEquals(builds.map((b) => b.version), ["10.0.13", "10.0.13", "10.0.2", "7.2.22"]);
    assertEquals(builds[3].program, join(cache, "bookworm-x86_64", "qemu-system-x86_64"));
  });
});

test("a folder that nothing was finished in is no build", async () => {
  await withCache([], (cache) => {
    mkdirSync(join(cache, "sid-x86_64"));
    mkdirSync(join(cache, ".unfinished-1-sid-x86_64"));
    assertEquals(cachedBuilds(cache), []);
  });
  assertEquals(cachedBuilds("/nowhere"), []);
});

test("a word finds the newest build of its version and architecture", async () => {
  await withCache(BUILDS, (cache) => {
    const found = (word: string) =>
      findBuild(cachedBuilds(cache), word)?.folder.slice(cache.length + 1);
    assertEquals(found("10.0"), "trixie-x86_64");
    assertEquals(found("10.0.2"), "bookworm-backports-x86_64");
    assertEquals(found("7"), "bookworm-x86_64");
    assertEquals(found("10.0/s390x"), "trixie-s390x");
    assertEquals(found("1"), undefined);
    assertEquals(found("10.0.1"), undefined);
    assertEquals(found("7.2/s390x"), undefined);
  });
});
