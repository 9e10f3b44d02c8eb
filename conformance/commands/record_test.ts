import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CHECKS } from "../checks/mod.ts";
import { run } from "../runner.ts";
import { openCaptureTarget } from "../targets/capture.ts";
import { withFolder } from "../process/testing/folder.ts";
import { needsQemu } from "../targets/qemu/testing/program.ts";
import { UsageError } from "../usage-error.ts";
import { recordCommand, type RecordFlags } from "./record.ts";

const FLAGS: RecordFlags = {
  target: "qemu",
  out: "",
  method: "zstd",
  level: "1",
  channels: "2",
  seed: "1",
  timeout: "4000",
};

for (const version of ["7.2", "10.0", "11.1"]) {
  const { program, options } = needsQemu(version);

  test(`what is recorded from QEMU ${version} conforms as a capture`, options, async () => {
    await withFolder(async (folder) => {
      const out = join(folder, "capture");
      assertEquals(await recordCommand({ ...FLAGS, target: `qemu=${program}`, out }), 0);
      const target = await openCaptureTarget(out);
      const { targets: [{ summary }] } = await run([target], { seed: 1, only: [], checks: CHECKS });
      assertEquals([summary.fail, summary.warn, summary.error], [0, 0, 0]);
      assertEquals(summary.pass > 10, true);
      const again = await assertRejects(
        () => recordCommand({ ...FLAGS, target: `qemu=${program}`, out }),
        UsageError,
      );
      assertStringIncludes(again.message, "expected an empty folder");
    });
  });
}

test("a wrong option is named before anything is started or made", async () => {
  await withFolder(async (folder) => {
    const wrong: [Partial<RecordFlags>, string][] = [
      [{ target: "reference" }, "--target reference"],
      [{ method: "gzip" }, "--method gzip"],
      [{ level: "0" }, "--level 0"],
      [{ channels: "256" }, "--channels 256"],
      [{ seed: "x" }, "--seed x"],
    ];
    for (const [flags, words] of wrong) {
      const out = join(folder, "capture");
      const { message } = await assertRejects(
        () => recordCommand({ ...FLAGS, out, ...flags }),
        UsageError,
      );
      assertStringIncludes(message, words);
    }
    assertEquals(readdirSync(folder), []);
  });
});
