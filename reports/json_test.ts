import { assert, assertEquals } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { test } from "node:test";
import { jsonReport } from "./json.ts";
import type { Report } from "./model.ts";
import schema from "./report.schema.json" with { type: "json" };
import { sampleReport } from "./testing/sample-report.ts";

const validate = new Ajv2020({ allErrors: true }).compile(schema);

function problems(change: (report: Report) => unknown): string[] {
  const report = JSON.parse(jsonReport(sampleReport()));
  change(report);
  validate(report);
  return (validate.errors ?? []).map((e) => `${e.instancePath} ${e.message}`);
}

test("report.json keeps every value and is valid by its schema", () => {
  const report = sampleReport();
  assertEquals(JSON.parse(jsonReport(report)), report);
  assertEquals(problems(() => {}), []);
});

test("the schema refuses what the model does not have", () => {
  const unknown = problems((r) => Object.assign(r.targets[0].results[0], { extra: 1 }));
  assert(unknown.some((p) => p.includes("additional properties")));
});

test("the schema refuses a skip without a reason and a failure without a counterexample", () => {
  assert(problems((r) => delete r.targets[0].results[3].reason).length > 0);
  assert(problems((r) => delete r.targets[1].results[0].counterexample).length > 0);
});

test("the schema refuses a verdict it does not know and a broken hex string", () => {
  assert(problems((r) => Object.assign(r.targets[0].results[0], { verdict: "ok" })).length > 0);
  assert(problems((r) => r.targets[1].results[0].counterexample!.packets[0].hex += "0").length > 0);
});
