import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../usage-error.ts";
import { mutantsCommand, type MutantsFlags } from "./mutants.ts";

test("mutants that are caught give exit code 0 and files that say by what", async () => {
  const { code, written, table } = await withOut({ only: ["magic-un*", "version-2"], seeds: "2" });
  assertEquals(code, 0);
  assertEquals(
    written.mutants.map(({ name, checks, missed, runs, pages, escaped }) => [
      ...[name, checks, missed, runs, pages, escaped],
    ]),
    [
      ["magic-unchecked", ["RCV-01"], [], 1, 1, []],
      ["version-2", ["SND-01"], [], 1, 1, []],
    ],
  );
  assert(table.includes("| `version-2` | sender | SND-01 | SND-01 | 1 | 1 page |"), table);
});

test("a mutant that gets away gives exit code 1 and is told with its seeds", async () => {
  const { code, written, table } = await withOut({
    only: ["first-zero-offset-checked"],
    runs: "1",
    seeds: "3",
  });
  assertEquals(code, 1);
  const [{ missed, runs, pages, escaped }] = written.mutants;
  assertEquals([missed, runs, pages, escaped], [["RCV-08"], null, null, [2, 3]]);
  assert(table.includes("first-zero-offset-checked: gets away with seed 3."), table);
});

test("a role or a name that there is not is refused with the option", async () => {
  await assertRejects(() => withOut({ role: "both" }), UsageError, "--role both");
  await assertRejects(() => withOut({ only: ["no-such-*"] }), UsageError, "--only no-such-*");
});

interface Written {
  mutants: {
    name: string;
    checks: string[];
    missed: string[];
    runs: number | null;
    pages: number | null;
    escaped: number[];
  }[];
}

async function withOut(flags: Partial<MutantsFlags>) {
  const out = mkdtempSync(join(tmpdir(), "mutants-"));
  try {
    const code = await mutantsCommand({ runs: "3", seed: "1", seeds: "1", out, ...flags });
    const text = (name: string) => readFileSync(join(out, name), "utf8");
    const written: Written = JSON.parse(text("mutants.json"));
    return { code, written, table: text("mutants.md") };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
