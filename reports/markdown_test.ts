import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import MarkdownIt from "markdown-it";
import { test } from "node:test";
import { markdownReport } from "./markdown.ts";
import {
  receiverCounterexample,
  sampleReport,
  sampleResult,
  sampleTarget,
} from "./testing/sample-report.ts";

const parser = new MarkdownIt({ html: true });

/** Cells of all tables, a row a line, as somebody else's parser reads them. */
function cells(text: string): string[][] {
  const rows: string[][] = [];
  const tokens = parser.parse(text, {});
  for (const [i, { type }] of tokens.entries()) {
    if (type === "tr_open") rows.push([]);
    if (type !== "inline" || !/^t[hd]_open$/.test(tokens[i - 1].type)) continue;
    rows.at(-1)!.push(tokens[i].children!.map((t) => t.content.trim()).join(""));
  }
  return rows;
}

/** HTML that is not in code. */
function markup(text: string): string {
  const all = parser.parse(text, {}).flatMap((t) => [t, ...(t.children ?? [])]);
  return all.filter((t) => /^html_/.test(t.type)).map((t) => t.content).join("");
}

test("the first table has the counts of each target, the last one the expected failures", () => {
  const [head, reference, patch, ...rest] = cells(markdownReport(sampleReport()));
  assertEquals(head, [
    "target",
    "profile",
    ...["fail", "xpass", "error", "warn", "xfail", "pass", "info", "skip"],
  ]);
  assertEquals(reference, ["reference 1.0", "patch", "0", "0", "0", "0", "0", "2", "1", "1"]);
  assertEquals(patch, ["patch-v6 1.0", "patch", "2", "1", "1", "1", "1", "1", "0", "0"]);
  assertEquals(rest, [
    ["target", "check", "with", "why"],
    ["patch-v6", "SND-08", "zlib/multifd", "the header is never sent"],
  ]);
});

test("failures come first, each with its bytes in a block of code", () => {
  const text = markdownReport(sampleReport());
  const order = ["<b>fail</b> RCV-05", "<b>xpass</b> SND-21", "<b>error</b>", "<b>warn</b> RCV-43"];
  const places = order.map((words) => text.indexOf(words));
  assertEquals(places, places.toSorted((a, b) => a - b));
  assert(places[0] > 0);
  assertStringIncludes(text, "RCV-05 on patch-v6, none, zlib: the rule of RCV-05");
  const fences = parser.parse(text, {}).filter((t) => t.type === "fence");
  assertStringIncludes(fences[0].content, ">     32  00 00 00 01");
  assertEquals(fences.length, 4);
});

test("the first line says how it ended", () => {
  const first = (report: ReturnType<typeof sampleReport>, strict = false) =>
    markdownReport(report, { strict }).split("\n")[0].split(": ")[1];
  const [good] = sampleReport().targets;
  const warned = sampleTarget("t", [
    sampleResult({ id: "RCV-43", verdict: "warn", counterexample: receiverCounterexample() }),
  ]);
  assertEquals(first(sampleReport()), "does not conform");
  assertEquals(first({ ...sampleReport(), targets: [good] }), "conforms");
  assertEquals(first({ ...sampleReport(), targets: [warned] }), "conforms");
  assertEquals(first({ ...sampleReport(), targets: [warned] }, true), "does not conform");
});

test("a thousand failures fit into a comment, and what is left out is said", () => {
  const words = "ü€😀`".repeat(2000);
  const results = Array.from({ length: 1000 }, (_, i) =>
    sampleResult({
      id: `RCV-05/${i}`,
      verdict: i % 2 ? "fail" : "xfail",
      reason: words,
      counterexample: { ...receiverCounterexample(), text: words },
    }));
  const report = { ...sampleReport(), targets: [sampleTarget("t", results)] };
  const text = markdownReport(report);
  assert(text.length <= 65_536, `${text.length} characters`);
  assert(text.length > 50_000, `${text.length} characters`);
  assertStringIncludes(text, "more do not fit here");
});

test("no word from outside is markup, ends a code block, a cell or a line", () => {
  const bad = "|x`` `<script>\n```\n</details>\n# big\n@someone **b** ![i](http://x/)\x1b[31m";
  const report = {
    ...sampleReport(),
    targets: [sampleTarget(bad, [
      sampleResult({ id: "RCV-38", verdict: "error", reason: bad, title: bad }),
      sampleResult({
        id: "RCV-05",
        verdict: "fail",
        counterexample: { ...receiverCounterexample(), observed: bad, text: bad },
      }),
      sampleResult({ id: "RCV-06", verdict: "xfail", reason: bad }),
    ])],
  };
  const text = markdownReport(report);
  assertEquals(
    markup(text).replace(/&lt;script&gt;|&#64;<wbr>/g, "").match(/<\/?\w+>/g)!.sort(),
    [
      ...["</b>", "</b>", "</details>", "</details>", "</details>", "</summary>", "</summary>"],
      ...["</summary>", "<b>", "<b>", "<details>", "<details>", "<details>", "<summary>"],
      ...["<summary>", "<summary>"],
    ].sort(),
  );
  const tokens = parser.parse(text, {});
  assertEquals(tokens.filter((t) => t.type === "heading_open").length, 1);
  const inline = tokens.flatMap((t) => t.children ?? []).map((t) => t.type);
  assertEquals(inline.filter((type) => !["text", "code_inline"].includes(type)), []);
  assertEquals(new Set(cells(text).slice(0, 2).map((r) => r.length)).size, 1);
  assert(!text.includes("\x1b"));
});
