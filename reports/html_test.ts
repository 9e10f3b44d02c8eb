import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { htmlReport } from "./html.ts";
import type { Counterexample, PacketSummary, Report } from "./model.ts";
import {
  everyTextIs,
  receiverCounterexample,
  samplePacket,
  sampleReport,
  sampleResult,
  sampleTarget,
} from "./testing/sample-report.ts";

test("whatever did not pass has a page, and what passed has none", async () => {
  const html = await htmlReport(sampleReport());
  const pages = [...html.matchAll(/<section class="page" id="((?:patch|reference)[^"]*)"/g)];
  assertEquals(pages.map((m) => m[1]), [
    "patch-v6-RCV-05-none",
    "patch-v6-RCV-05-zlib",
    "patch-v6-SND-08-zlib-multifd",
    "patch-v6-SND-21-none",
    "patch-v6-RCV-43-zstd",
    "patch-v6-RCV-38-none",
  ]);
});

test("every link leads to a page of the file", async () => {
  const html = await htmlReport(sampleReport());
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]);
  assertEquals(ids.length, new Set(ids).size, "each id is there once");
  const links = [...html.matchAll(/ href="(#[^"]*)"/g)].map((m) => m[1]);
  assert(links.length > 20);
  assertEquals(links.filter((link) => !ids.includes(link.slice(1))), []);
});

test("no text from outside becomes markup", async () => {
  const html = await htmlReport(everyTextIs(`"'><script>x</script></style><!--`));
  assertEquals(html.match(/<script/g)?.length, 2);
  assertEquals(html.match(/<\/style/g)?.length, 1);
  assertEquals(html.match(/<!--|'>/g), null);
});

test("control characters and turned text are spelt out", async () => {
  const html = await htmlReport(everyTextIs("a\u202eb\x1b[2J"));
  assertStringIncludes(html, "a\\u202eb\\x1b[2J");
  // deno-lint-ignore no-control-regex
  assert(!/[\u202e\x1b]/.test(html));
});

test("the browser may run our script and use our style, and nothing else", async () => {
  const html = await htmlReport(sampleReport());
  const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)![1];
  assertStringIncludes(policy, "default-src 'none'");
  for (const tag of ["script", "style"]) {
    const text = new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(html)![1];
    const hash = createHash("sha256").update(text).digest("base64");
    assertStringIncludes(policy, `${tag}-src 'sha256-${hash}'`);
  }
  assertEquals(/ style="| on[a-z]+="/.test(html), false);
});

test("a report without the catalogue has a row for every rule its results name", async () => {
  const { requirements: _, ...report } = sampleReport();
  const html = await htmlReport(report);
  assertEquals(html.match(/<tr data-rule=/g)?.length, 8);
});

test("a broken SHOULD is no failure unless strict", async () => {
  const warned: Report = {
    ...sampleReport(),
    targets: [sampleTarget("t", [
      sampleResult({ id: "RCV-43", verdict: "warn", counterexample: receiverCounterexample() }),
    ])],
  };
  assertStringIncludes(await htmlReport(warned), ">Conforms, or fails only as expected</h1>");
  assertStringIncludes(await htmlReport(warned, { strict: true }), ">Does not conform</h1>");
});

test("twelve targets, a hundred and twenty failures and long time lines fit into 5 MB", async () => {
  const report = sampleReport();
  report.targets = Array.from({ length: 12 }, (_, t) =>
    sampleTarget(
      `target-${t}`,
      Array.from({ length: 200 }, (_, i) =>
        sampleResult({
          id: `SND-${String(i % 28 + 1).padStart(2, "0")}`,
          method: ["none", "zlib", "zstd"][i % 3],
          detection: `d${i}`,
          ...(i < 10
            ? { verdict: "fail", counterexample: longCounterexample(t, i % 5) }
            : { verdict: "pass" }),
        })),
    ));
  const html = await htmlReport(report);
  assertEquals(html.match(/<h1/g)!.length, 1 + 120 + 28 + 6 + 1);
  assert(html.length < 5_000_000, `${html.length} bytes`);
});

/** Eight packets of sixteen pages, a thousand on the time line; those of one variant are the same. */
function longCounterexample(target: number, variant: number): Counterexample {
  const offsets = Array.from({ length: 8 }, (_, i) => BigInt(4096 * (i + variant + 100 * target)));
  return {
    ...receiverCounterexample(),
    packets: Array.from({ length: 8 }, (_, packet) => ({
      ...samplePacket({ normal: offsets, zero: offsets }),
      packet,
    })),
    timeline: Array.from({ length: 1000 }, (_, i): PacketSummary => ({
      channel: i % 4,
      packet: Math.floor(i / 4),
      packetNum: String(i),
      sync: i % 50 === 0,
      normalPages: (i * 7 + variant + target) % 100,
      zeroPages: i % 28,
      payload: 4096 * ((i * 7 + variant + target) % 100),
    })),
  };
}
