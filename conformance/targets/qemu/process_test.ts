import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { TargetError } from "../../target.ts";
import { startQemu } from "./process.ts";
import { openScratch, type Scratch } from "../../process/scratch.ts";
import { withFolder } from "../../process/testing/folder.ts";
import { leave } from "../../process/testing/leaving.ts";
import { filesOf } from "./testing/files.ts";
import { needsQemu } from "./testing/program.ts";

const { program, options } = needsQemu("10.0");
const RAM = 1024 * 1024;

async function withScratch(check: (scratch: Scratch) => Promise<void>) {
  await withFolder(async (base) => {
    const scratch = openScratch([base]);
    try {
      await check(scratch);
    } finally {
      scratch.remove();
    }
  });
}

test("a QEMU answers QMP, and is gone with its files when it is killed", options, async () => {
  await withScratch(async (scratch) => {
    const qemu = await startQemu({ program, scratch, ramSize: RAM });
    try {
      assertEquals((await qemu.qmp.execute("query-status")).running, false);
      assertEquals(readFileSync(qemu.ramFile).length, RAM);
      assertEquals(qemu.exit, undefined);
    } finally {
      await qemu.kill();
    }
    assertEquals(qemu.exit, { code: null, signal: "SIGKILL" });
    assertEquals(filesOf(scratch), []);
  });
});

test("QEMUs use each other's QMP sockets, and every client talks to its own", options, async () => {
  await withScratch(async (scratch) => {
    for (const names of [["a", "b"], ["c", "d"]]) {
      const qemus = await Promise.all(
        names.map((name) =>
          startQemu({ program, scratch, ramSize: RAM, args: () => ["-name", name] })
        ),
      );
      try {
        const answers = await Promise.all(qemus.map(({ qmp }) => qmp.execute("query-name")));
        assertEquals(answers.map(({ name }) => name), names);
      } finally {
        await Promise.all(qemus.map((qemu) => qemu.kill()));
      }
    }
    assertEquals(readdirSync(scratch.path).length, 2);
  });
});

test("a QEMU that is found from this folder ends by itself and says how", options, async () => {
  await withScratch(async (scratch) => {
    const found = relative(process.cwd(), program);
    const qemu = await startQemu({ program: found, scratch, ramSize: RAM });
    await qemu.qmp.execute("quit");
    await qemu.ended;
    assertEquals(qemu.exit, { code: 0, signal: null });
    await qemu.kill();
  });
});

test("a program that will not start is refused in its own words", options, async () => {
  await withScratch(async (scratch) => {
    const start = (settings: Partial<Parameters<typeof startQemu>[0]>) => () =>
      startQemu({ program, scratch, ramSize: RAM, ...settings });
    const wrong = await assertRejects(start({ args: () => ["-no-such-option"] }), TargetError);
    assertStringIncludes(wrong.message, "no-such-option");
    const global = ["-global", "migration.no-such-property=on"];
    const late = await assertRejects(start({ args: () => global }), TargetError);
    assertStringIncludes(late.message, "no-such-property");
    const missing = await assertRejects(start({ program: "/no/such/qemu" }), TargetError);
    assertStringIncludes(missing.message, "/no/such/qemu");
    assertEquals(readdirSync(scratch.path), []);
  });
});

for (const how of ["throw", "SIGTERM", "SIGKILL"]) {
  test(`no QEMU survives a harness that ends by ${how}`, options, async () => {
    await assertNoneLeft(how, program);
  });
}

const newest = needsQemu("11.1");
test("no QEMU that exits with its parent survives one that is killed", newest.options, async () => {
  await assertNoneLeft("SIGKILL", newest.program, "exits-with-parent");
});

async function assertNoneLeft(how: string, ...qemu: string[]) {
  await withFolder(async (base) => {
    const { qemu: pid } = leave(how, base, ...qemu);
    assert(pid > 0);
    while (runs(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
    // Killed, the harness could not tidy up: the next one does.
    openScratch([base]).remove();
    assertEquals(readdirSync(base), []);
  });
}

/** A zombie runs no more: whoever is its parent now may take a while to notice. */
function runs(pid: number): boolean {
  const { stdout } = spawnSync("sh", ["-c", `cat /proc/${pid}/stat`], { encoding: "utf8" });
  return stdout !== "" && !stdout.includes(") Z ");
}
