import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
    assertEquals(await writeReports(sampleReport(), choices, dir), []);
    for (const file of choices.map((c) => c.path).filter((f) => !f.endsWith("badge"))) {
      assertStringIncludes(readFileSync(file, "utf8"), "patch-v6");
    }
    assertStringIncludes(readFileSync(join(dir, "new", "badge"), "utf8"), "2 failing");
  });
});

test("without a path a report goes into the report folder", async () => {
  await inFolder(async (dir) => {
    const out = join(dir, "out");
    await writeReports(sampleReport(), [{ name: "json" }, { name: "junit" }], out);
    assertEquals(readdirSync(out).sort(), ["junit.xml", "report.json"]);
  });
});

test("a report that cannot be written loses no other, and is named with the reason", async () => {
  await inFolder(async (dir) => {
    mkdirSync(join(dir, "report.json"));
    const lost = await writeReports(sampleReport(), [{ name: "json" }, { name: "junit" }], dir);
    assertEquals(lost.length, 1);
    assertStringIncludes(lost[0], `${join(dir, "report.json")}: EISDIR`);
    assert(existsSync(join(dir, "junit.xml")));
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
