import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { XmlDocument, XmlValidateError, XsdValidator } from "libxml2-wasm";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { junitReport } from "./junit.ts";
import { sampleReport, sampleResult, sampleTarget } from "./testing/sample-report.ts";

function validate(xml: string): void {
  const schema = readFileSync(new URL("./testing/junit.xsd", import.meta.url), "utf8");
  using doc = XmlDocument.fromString(xml);
  using xsd = XmlDocument.fromString(schema);
  using validator = XsdValidator.fromDoc(xsd);
  validator.validate(doc);
}

/** Texts of the nodes an XPath finds. */
function select(xml: string, xpath: string): string[] {
  using doc = XmlDocument.fromString(xml);
  return doc.find(xpath).map((node) => node.content);
}

test("the JUnit file is valid by the schema", () => validate(junitReport(sampleReport())));

test("the schema refuses a file without a suite's counts", () => {
  const xml = junitReport(sampleReport()).replace(' skipped="1"', "");
  assertThrows(() => validate(xml), XmlValidateError);
});

test("each target is a suite with its counts and properties", () => {
  const xml = junitReport(sampleReport());
  const counts = ["name", "tests", "failures", "errors", "skipped"];
  const suites = counts.map((c) => select(xml, `/testsuites/testsuite/@${c}`));
  assertEquals(suites, [["reference", "patch-v6"], ["4", "7"], ["0", "3"], ["0", "1"], ["1", "1"]]);
  assertEquals(select(xml, "//testsuite[1]//property/@name"), ["seed", "profile", "version"]);
  assertEquals(select(xml, "//testsuite[1]//property/@value"), ["42", "patch", "1.0"]);
  assertEquals(select(xml, "//testsuite[2]/testcase[error]/@classname"), ["patch-v6.receiver"]);
});

test("a failure carries what was seen, the field at fault and the replay command", () => {
  const xml = junitReport(sampleReport());
  assertEquals(select(xml, "//testcase/failure/@message"), [
    "accepted",
    "accepted",
    "remove line 3",
  ]);
  const [text] = select(xml, "//testcase/failure");
  assertStringIncludes(text, ">     32  00 00 00 01");
  assertStringIncludes(text, "deno task replay");
});

test("strict makes a warning a failure", () => {
  const xml = junitReport(sampleReport(), { strict: true });
  assertEquals(select(xml, "//testsuite[2]/@failures"), ["4"]);
  assertEquals(select(xml, "//testsuite[2]/testcase/failure/@type"), [
    "fail",
    "fail",
    "xpass",
    "warn",
  ]);
});

test("names with markup, control characters and lone surrogates leave the file valid", () => {
  const bad = "</testsuite>\"'&]]>\x00\x1b[31m\ud800\uffff\n";
  const report = {
    ...sampleReport(),
    targets: [sampleTarget(bad, [
      sampleResult({ id: "RCV-38", verdict: "error", reason: bad, title: bad }),
      sampleResult({ id: "RCV-10", verdict: "skip", reason: bad }),
    ])],
  };
  validate(junitReport(report));
  assertStringIncludes(junitReport(report), "\\x00\\x1b[31m");
});
