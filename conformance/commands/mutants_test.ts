import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { assertEquals, assertRejects } from "@std/assert";
import { UsageError } from "../usage-error.ts";
import { mutantsCommand, type MutantsFlags } from "./mutants.ts";

test("mutants that are caught give exit code 0 and a file that says by what", async () => {
  const { code, written } = await withOut({ only: ["magic-un*", "version-2"], named: true });
  assertEquals(code, 0);
  assertEquals(
    written.mutants.map(({ name, checks, missed }) => ({ name, checks, missed })),
    [
      { name: "magic-unchecked", checks: ["RCV-01"], missed: [] },
      { name: "version-2", checks: ["SND-01"], missed: [] },
    ],
  );
});

test("a role or a name that there is not is refused with the option", async () => {
  await assertRejects(() => withOut({ role: "both" }), UsageError, "--role both");
  await assertRejects(() => withOut({ only: ["no-such-*"] }), UsageError, "--only no-such-*");
});

interface Written {
  mutants: { name: string; checks: string[]; missed: string[] }[];
}

async function withOut(flags: Partial<MutantsFlags>): Promise<{ code: number; written: Written }> {
  const out = mkdtempSync(join(tmpdir(), "mutants-"));
  try {
    const code = await mutantsCommand({ runs: "3", seed: "1", out, ...flags });
    return { code, written: JSON.parse(readFileSync(join(out, "mutants.json"), "utf8")) };
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
