/** What the command line does when nobody takes what it writes. A file of its own: here programs are started. */
import { assert, assertEquals } from "@std/assert";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { withFolder } from "./process/testing/folder.ts";

const CLI = fileURLToPath(new URL("cli.ts", import.meta.url));
const RUNTIME = process.versions.deno ? "run --allow-all --quiet" : "";
const RUN = "run --target patch-v6 --only RCV-21 --runs 5 --seed 1 --method zlib";

/** A run with its reports in `out`. `to` says where its standard output goes, in a shell's words. */
function conform(out: string, options: string, to: string) {
  const run = `"${process.execPath}" ${RUNTIME} "${CLI}" ${RUN} --out "${out}" ${options}`;
  const script = `{ ${run}; echo "code $?" >&2; } ${to}`;
  const { stderr } = spawnSync("sh", ["-c", script], { encoding: "utf8" });
  return { stderr, code: Number(/^code (\d+)$/m.exec(stderr)?.[1]) };
}

for (const name of ["events=/dev/full", "events=-", "json=/dev/full", "terminal"]) {
  test(`what --reporter ${name} cannot write loses nothing else, and gives 3`, () =>
    withFolder((out) => {
      const to = name.includes("/dev/full") ? "" : ">/dev/full";
      const { stderr, code } = conform(out, `--reporter ${name} --reporter junit`, to);
      assertEquals(code, 3, stderr);
      assert(existsSync(join(out, "junit.xml")), stderr);
      assert(!/\n\s+at /.test(stderr), stderr);
      if (to === "") assertEquals(stderr.match(/not written: \/dev\/full: /g)?.length, 1);
    }));
}

test("a reader that goes away ends nothing", () =>
  withFolder((out) => {
    const { stderr, code } = conform(out, "", "| true");
    assertEquals(code, 0, stderr);
    for (const name of ["report.json", "report.html"]) assert(existsSync(join(out, name)), name);
  }));
