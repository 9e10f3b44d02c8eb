import { assertEquals, assertThrows } from "@std/assert";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readReport } from "./read.ts";
import { ReportError } from "./report-error.ts";
import { sampleReport } from "./testing/sample-report.ts";

function inFolder(use: (dir: string, file: string) => void): void {
  const dir = mkdtempSync(join(tmpdir(), "multifd-read-"));
  try {
    use(dir, join(dir, "report.json"));
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test("a report is read from its file or its folder", () =>
  inFolder((dir, file) => {
    writeFileSync(file, JSON.stringify(sampleReport()));
    assertEquals(readReport(dir), { file, report: sampleReport() });
    assertEquals(readReport(file), readReport(dir));
  }));

test("what is no report is refused with the file and the place in it", () =>
  inFolder((dir, file) => {
    const broken = (change: (report: ReturnType<typeof sampleReport>) => void) => {
      const report = sampleReport();
      change(report);
      return JSON.stringify(report);
    };
    const cases: [string, string][] = [
      ["{", `${file}: `],
      ["[]", `${file}: /: must be object`],
      ["{}", `${file}: /: must have required property 'schema'`],
      [
        broken((r) => Object.assign(r, { schema: 2 })),
        `${file}: /schema: must be equal to constant (1)`,
      ],
      [
        broken((r) => Object.assign(r.targets[0].results[1], { verdict: "ok" })),
        `${file}: /targets/0/results/1/verdict: must be equal to one of the allowed values (pass,`,
      ],
      [
        broken((r) => Object.assign(r.targets[0].results[1], { extra: 1 })),
        `${file}: /targets/0/results/1: must NOT have additional properties (extra)`,
      ],
    ];
    for (const [text, message] of cases) {
      writeFileSync(file, text);
      assertThrows(() => readReport(dir), ReportError, message);
    }
    rmSync(file);
    assertThrows(() => readReport(file), ReportError, file);
  }));
