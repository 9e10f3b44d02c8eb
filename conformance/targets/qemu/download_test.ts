import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { TargetError } from "../../target.ts";
import { fetchBuild, type FetchOptions, sourcesOf } from "./download.ts";
import { withFolder } from "../../process/testing/folder.ts";

type Run = NonNullable<FetchOptions["run"]>;

/** Does as apt-get, dpkg and QEMU would; fails at the step that `breaks` picks. */
function machine(breaks: (command: string, args: readonly string[]) => boolean = () => false) {
  const steps: string[] = [];
  const run: Run = (command, args) => {
    steps.push(command.split("/").pop()!);
    if (breaks(command, args)) return Promise.reject(new Error("broken step"));
    if (args.includes("install")) {
      const archives = args.find((a) => a.startsWith("Dir::Cache::Archives="))!.split("=")[1];
      writeFileSync(join(archives, "qemu.deb"), "");
    }
    if (command === "dpkg") {
      const libraries = join(args[2], "usr/lib/x86_64-linux-gnu");
      mkdirSync(libraries, { recursive: true });
      writeFileSync(join(libraries, "ld-linux-x86-64.so.2"), "");
    }
    return Promise.resolve(
      args[0] === "--version" ? "QEMU emulator version 10.0.2 (Debian)\n" : "",
    );
  };
  return { run, steps };
}

test("a build is fetched once and found from then on", async () => {
  await withFolder(async (cache) => {
    const { run, steps } = machine();
    const build = await fetchBuild("trixie", "x86_64", { cache, run });
    assertEquals(steps, ["apt-get", "apt-get", "dpkg", "qemu-system-x86_64"]);
    assertEquals(build.version, "10.0.2");
    assertEquals(readdirSync(cache), ["trixie-x86_64"]);
    assertEquals(readdirSync(build.folder).sort(), ["build.json", "qemu-system-x86_64", "root"]);
    assertMatch(
      readFileSync(build.program, "utf8"),
      /exec "\$here\/root\/usr\/lib\/x86_64-linux-gnu\/ld-/,
    );
    assertEquals(await fetchBuild("trixie", "x86_64", { cache, run }), build);
    assertEquals(steps.length, 4);
  });
});

test("a step that fails leaves nothing, in one line that names the suite", async () => {
  const failures: Parameters<typeof machine>[0][] = [
    (_, args) => args.includes("update"),
    (_, args) => args.includes("install"),
    (command) => command === "dpkg",
    (_, args) => args[0] === "--version",
  ];
  for (const breaks of failures) {
    await withFolder(async (cache) => {
      const { run } = machine(breaks);
      const error = await assertRejects(
        () => fetchBuild("trixie", "s390x", { cache, run }),
        TargetError,
      );
      assertEquals(error.message, "trixie (s390x): broken step");
      assertEquals(readdirSync(cache), []);
    });
  }
});

test("what a dead run left unfinished is swept, what a live one works on stays", async () => {
  await withFolder(async (cache) => {
    mkdirSync(join(cache, `.unfinished-${2 ** 22 + 1}-sid-x86_64`));
    mkdirSync(join(cache, `.unfinished-${process.pid}-sid-x86_64`));
    await fetchBuild("trixie", "x86_64", { cache, run: machine().run });
    assertEquals(readdirSync(cache).sort(), [
      `.unfinished-${process.pid}-sid-x86_64`,
      "trixie-x86_64",
    ]);
  });
});

test("a backports suite brings its base suite along", () => {
  const suites = (suite: string) =>
    [...sourcesOf(suite, "http://m").matchAll(/http:\/\/m (\S+) main/g)].map((m) => m[1]);
  assertEquals(suites("bookworm-backports"), ["bookworm-backports", "bookworm"]);
  assertEquals(suites("sid"), ["sid"]);
});
