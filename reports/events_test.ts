import { assert, assertEquals } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openEvents, runEnd, type RunEvent } from "./events.ts";
import schema from "./report.schema.json" with { type: "json" };
import { sampleReport } from "./testing/sample-report.ts";

const ajv = new Ajv2020();
ajv.addSchema(schema, "report");
const isResult = ajv.compile({ $ref: "report#/$defs/result" });

test("each event is in the file before the next one comes, a line of JSON each", () => {
  const dir = mkdtempSync(join(tmpdir(), "multifd-events-"));
  try {
    const file = join(dir, "new", "events.jsonl");
    const emit = openEvents(file, fail);
    const lines = () =>
      readFileSync(file, "utf8").split("\n").slice(0, -1).map((l) => JSON.parse(l));
    const { targets } = sampleReport();
    targets[1].name = "two\nlines\u2028<script>";
    let count = 0;
    for (const { name, results } of targets) {
      for (const result of results) {
        emit({ event: "result", target: name, result });
        assertEquals(lines().length, ++count);
      }
    }
    const seen = lines() as Extract<RunEvent, { event: "result" }>[];
    assertEquals(seen.map((e) => e.result), targets.flatMap((t) => t.results));
    assertEquals(seen.at(-1)!.target, targets[1].name);
    for (const { result } of seen) assert(isResult(result), JSON.stringify(isResult.errors));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

function fail(why: string): never {
  throw new Error(why);
}

test("the last event has the counts of every target and says whether the run came to its end", () => {
  const report = sampleReport();
  assertEquals(runEnd(report), {
    event: "run-end",
    complete: true,
    durationMs: 12345,
    targets: report.targets.map(({ name, summary }) => ({ name, summary })),
  });
});
