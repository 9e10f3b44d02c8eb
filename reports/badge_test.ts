import { assert, assertEquals } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import { test } from "node:test";
import { badgeReport } from "./badge.ts";
import type { Report, Verdict } from "./model.ts";
import { sampleReport, sampleResult, sampleTarget } from "./testing/sample-report.ts";

/** What shields.io documents for its endpoint badge. */
const ENDPOINT = {
  type: "object",
  additionalProperties: false,
  required: ["schemaVersion", "label", "message"],
  properties: {
    schemaVersion: { const: 1 },
    label: { type: "string" },
    message: { type: "string", minLength: 1 },
    color: { type: "string" },
    labelColor: { type: "string" },
    isError: { type: "boolean" },
    namedLogo: { type: "string" },
    logoSvg: { type: "string" },
    logoColor: { type: "string" },
    logoSize: { type: "string" },
    style: { type: "string" },
    cacheSeconds: { type: "integer", minimum: 300 },
  },
};
const validate = new Ajv2020().compile(ENDPOINT);

function badgeOf(report: Report, strict = false): [message: string, color: string] {
  const badge = JSON.parse(badgeReport(report, { strict }));
  assert(validate(badge), JSON.stringify(validate.errors));
  return [String(badge.message), String(badge.color)];
}

function withVerdicts(...verdicts: Verdict[]): Report {
  const results = verdicts.map((verdict, i) =>
    sampleResult({ id: `RCV-0${i}`, verdict, reason: "for the test" })
  );
  return { ...sampleReport(), targets: [sampleTarget("t", results)] };
}

test("a badge is green when all was judged and conforms", () => {
  assertEquals(badgeOf(withVerdicts("pass", "skip", "info", "warn")), ["conforms", "brightgreen"]);
});

test("a badge counts failing checks, not their methods; warnings too when strict", () => {
  assertEquals(badgeOf(sampleReport()), ["2 failing", "red"]);
  assertEquals(badgeOf(sampleReport(), true), ["3 failing", "red"]);
});

test("known failures, errors and stopped runs are not green", () => {
  assertEquals(badgeOf(withVerdicts("pass", "xfail")), ["known failures", "yellow"]);
  assertEquals(badgeOf(withVerdicts("pass", "error")), ["not judged", "lightgrey"]);
  const stopped = withVerdicts("pass");
  stopped.run.complete = false;
  assertEquals(badgeOf(stopped), ["not judged", "lightgrey"]);
});
