/** What the command line does when nobody takes what it writes. A file of its own: here programs are started. */
import { assert, assertEquals } from "@std/assert";
import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { withFolder } from "./process/testing/folder.ts";

const CLI = fileURLToPath(new URL("cli.ts", import.meta.url));
const FEW = "--runs 5 --seed 1 --method zlib";

for (const name of ["events=/dev/full", "json=/dev/full", "terminal"]) {
  test(`what --reporter ${name} cannot write loses nothing else, and gives 3`, () =>
    withFolder((out) => {
      const args = ["--target", "patch-v6", "--only", "RCV-21", ...FEW.split(" "), "--out", out];
      const full = openSync("/dev/full", "w");
      const { status, stderr } = spawnSync(process.execPath, [
        ...(process.versions.deno ? ["run", "--allow-all", "--quiet"] : []),
        CLI,
        ...["run", ...args, "--reporter", name, "--reporter", "junit"],
      ], { stdio: ["ignore", name === "terminal" ? full : "pipe", "pipe"], encoding: "utf8" });
      closeSync(full);
      assertEquals(status, 3, stderr);
      assert(existsSync(join(out, "junit.xml")), stderr);
      assert(!/\n\s+at /.test(stderr), stderr);
    }));
}

test("a reader that goes away ends nothing", () =>
  withFolder((out) => {
    const runtime = process.versions.deno ? "run --allow-all --quiet" : "";
    const run = `run --target patch-v6 --only RCV-21 ${FEW} --out ${out}`;
    const code = join(out, "code");
    const script =
      `{ "${process.execPath}" ${runtime} "${CLI}" ${run}; echo $? > "${code}"; } | true`;
    const { stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
    assertEquals(readFileSync(code, "utf8"), "0\n", stderr);
    for (const name of ["report.json", "report.html"]) assert(existsSync(join(out, name)), name);
  }));
