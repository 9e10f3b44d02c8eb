import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sampleReport } from "./testing/sample-report.ts";
import { REPORTER_NAMES, writeReports } from "./write.ts";

async function inFolder(body: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "multifd-reports-"));
  try {
    await body(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test("every reporter writes a file that is not empty where it is told to", async () => {
  await inFolder(async (dir) => {
    const choices = REPORTER_NAMES.map((name) => ({ name, path: join(dir, "new", name) }));
    const files = await writeReports(sampleReport(), choices, dir);
    assertEquals(files, choices.map((c) => c.path));
    for (const file of files.filter((f) => !f.endsWith("badge"))) {
      assertStringIncludes(readFileSync(file, "utf8"), "patch-v6");
    }
    assertStringIncludes(readFileSync(join(dir, "new", "badge"), "utf8"), "2 failing");
  });
});

test("without a path a report goes into the report folder", async () => {
  await inFolder(async (dir) => {
    const out = join(dir, "out");
    const files = await writeReports(sampleReport(), [{ name: "json" }, { name: "junit" }], out);
    assertEquals(files, [join(out, "report.json"), join(out, "junit.xml")]);
  });
});

test("an unknown reporter is refused before anything is written", async () => {
  await inFolder(async (dir) => {
    const choices = [{ name: "json" }, { name: "constructor" }];
    await assertRejects(
      () => writeReports(sampleReport(), choices, dir),
      RangeError,
      "terminal, json",
    );
    assertEquals(existsSync(join(dir, "report.json")), false);
  });
});
