import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Ajv2020 } from "ajv/dist/2020.js";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Report } from "../reports/model.ts";
import schema from "../reports/report.schema.json" with { type: "json" };
import { REPORTER_NAMES } from "../reports/write.ts";
import { main } from "./cli.ts";
import { TOOL } from "./tool.ts";

const CAPTURE = fileURLToPath(new URL("../captures/qemu-7.2.22-none", import.meta.url));

interface Said {
  code: number;
  out: string;
  err: string;
}

/** Runs the command line in this process; what it writes is kept. */
async function conform(...args: string[]): Promise<Said> {
  const said = { out: "", err: "" };
  const { stdout, stderr } = process;
  const [write, writeError] = [stdout.write, stderr.write];
  stdout.write = ((text: string) => (said.out += text, true)) as typeof write;
  stderr.write = ((text: string) => (said.err += text, true)) as typeof write;
  try {
    return { code: await main(args), ...said };
  } finally {
    stdout.write = write;
    stderr.write = writeError;
  }
}

async function inFolder(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), "conform-"));
  try {
    await use(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

/** The report of a run, valid by its schema. */
function reportIn(out: string): Report {
  const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
  const validate = new Ajv2020({ allErrors: true }).compile(schema);
  assert(validate(report), JSON.stringify(validate.errors));
  return report as unknown as Report;
}

const FEW = ["--runs", "5", "--seed", "1", "--method", "zlib"];

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  test(`${signal} ends a run with ${code}, and what was found so far is reported`, () =>
    inFolder(async (out) => {
      const before = process.listenerCount(signal);
      const args = ["--target", "reference", "--runs", "5000", "--jobs", "1", "--out", out];
      const run = conform("run", ...args);
      while (process.listenerCount(signal) === before) await setTimeout(1);
      await setTimeout(200);
      process.emit(signal, signal);
      const said = await run;
      assertEquals(said.code, code);
      assertStringIncludes(said.err, "stopping");
      assertEquals(reportIn(out).run.complete, false);
      assertEquals(process.listenerCount(signal), before);
    }));
}

test("a conforming target gives 0, a valid report.json and a JUnit file", () =>
  inFolder(async (out) => {
    const only = ["--only", "RCV-2*", "--only", "SND-0*", "--only", "RCV-11"];
    const { code, out: text } = await conform(
      ...["run", "--target", "reference", ...only, ...FEW, "--out", out],
    );
    assertEquals(code, 0, text);
    const report = reportIn(out);
    assertEquals(report.tool, TOOL);
    assertEquals(report.targets[0].summary.fail, 0);
    assert(report.targets[0].summary.pass > 10);
    assert(existsSync(join(out, "junit.xml")));
    assert(existsSync(join(out, "report.html")));
  }));

test("an expected failure gives 0, is saved as a case, and replay sees it again", () =>
  inFolder(async (out) => {
    const { code, out: text } = await conform(
      ...["run", "--target", "patch-v6", "--only", "RCV-21", ...FEW, "--out", out],
    );
    assertEquals(code, 0, text);
    const [file] = readdirSync(join(out, "cases"));
    const [result] = reportIn(out).targets[0].results;
    assertEquals(result.verdict, "xfail");
    assertStringIncludes(result.counterexample!.replay, file);
    const again = await conform("replay", join(out, "cases", file));
    assertEquals(again.code, 1);
    assertStringIncludes(again.out, "crashed with SIGABRT");
    const other = await conform("replay", join(out, "cases", file), "--target", "reference");
    assertEquals([other.code, other.err], [0, ""]);
  }));

test("an unexpected failure gives 1, and so does a listed check that passes", () =>
  inFolder(async (out) => {
    const rest = [...FEW, "--out", out];
    const none = join(out, "none.txt");
    writeFileSync(none, "");
    const fails = ["run", "--target", "patch-v6", "--only", "RCV-21", "--expect", none, ...rest];
    assertEquals((await conform(...fails)).code, 1);
    const listed = join(out, "listed.txt");
    writeFileSync(listed, "RCV-01 * fail # is right");
    const passes = ["run", "--target", "reference", "--only", "RCV-01", "--expect", listed];
    const said = await conform(...passes, ...rest);
    assertEquals(said.code, 1);
    assertMatch(said.out, /xpass RCV-01 .*\n.*line 1/);
  }));

test("--update-expect writes what is wrong, and drops what is not: then the run conforms", () =>
  inFolder(async (out) => {
    const file = join(out, "known.txt");
    writeFileSync(file, "# ours\nRCV-01 * fail # is right\n");
    const only = ["--only", "RCV-01", "--only", "RCV-21"];
    const args = ["run", "--target", "patch-v6", ...only, "--expect", file, ...FEW, "--out", out];
    assertEquals((await conform(...args)).code, 1);
    const said = await conform(...args, "--update-expect");
    assertEquals(said.code, 0, said.err);
    assertMatch(said.err, /lines added: 1, narrowed: 0, removed: 1$/m);
    assertMatch(readFileSync(file, "utf8"), /^# ours\nRCV-21 +zlib +fail +# .*SIGABRT.*\n$/);
    assertEquals((await conform(...args)).code, 0);
    rmSync(file);
    assertEquals((await conform(...args)).code, 2);
    assertEquals((await conform(...args, "--update-expect")).code, 0);
    assertMatch(readFileSync(file, "utf8"), /^# What is known to be wrong with patch-v6/);
  }));

test("a broken SHOULD fails when --strict is given only", () =>
  inFolder(async (out) => {
    const none = join(out, "none.txt");
    writeFileSync(none, "");
    const args = ["run", "--target", "patch-v6", "--only", "RCV-43", "--expect", none, ...FEW];
    assertEquals((await conform(...args, "--out", out)).code, 0);
    assertEquals((await conform(...args, "--out", out, "--strict")).code, 1);
  }));

test("recorded traffic conforms by its own rules and not by those of the patch", () =>
  inFolder(async (out) => {
    const args = ["run", "--target", `capture:${CAPTURE}`, "--seed", "1", "--out", out];
    assertEquals((await conform(...args)).code, 0);
    const said = await conform(...args, "--profile", "patch");
    assertEquals(said.code, 1);
    assertMatch(said.out, /fail {2}SND-11/);
  }));

test("a target that cannot be run gives 3, and the others are judged", () =>
  inFolder(async (out) => {
    const broken = ["run", "--target", "qemu=/no/such/qemu", "--out", out];
    const alone = await conform(...broken);
    assertEquals([alone.code, alone.out], [3, ""]);
    assertMatch(alone.err, /--target qemu=\/no\/such\/qemu: /);
    assert(!existsSync(join(out, "report.json")));
    const both = await conform(...broken, "--target", "reference", "--only", "RCV-01", ...FEW);
    assertEquals(both.code, 3);
    assertMatch(both.err, /--target qemu=\/no\/such\/qemu: /);
    assertMatch(both.out, /^Not complete/m);
    const { run, targets } = reportIn(out);
    assertEquals([run.complete, targets.map((t) => t.name)], [false, ["reference"]]);
  }));

test("shards give 0 or 1 each, merge writes one report and gives the code of the whole run", () =>
  inFolder(async (out) => {
    const none = join(out, "none.txt");
    writeFileSync(none, "");
    const folders = ["1", "2", "3"].map((i) => join(out, i));
    for (const [i, folder] of folders.entries()) {
      await conform(
        ...["run", "--target", "patch-v6", "--only", "RCV-21", "--expect", none, ...FEW],
        ...["--shard", `${i + 1}/3`, "--out", folder],
      );
    }
    const merged = join(out, "merged");
    const { code, out: text } = await conform("merge", ...folders, "--out", merged);
    assertEquals(code, 1, text);
    const [result] = reportIn(merged).targets[0].results;
    const [file] = readdirSync(join(merged, "cases"));
    assertStringIncludes(result.counterexample!.replay, join(merged, "cases", file));
    const missing = await conform("merge", ...folders.slice(1), "--out", merged);
    assertEquals(missing.code, 2);
    assertStringIncludes(missing.err, "no report of shard 1/3");
  }));

test("diff gives 1 when something got worse, 0 otherwise, 2 for what is no report", () =>
  inFolder(async (out) => {
    const folders = ["reference", "patch-v6"].map((name) => join(out, name));
    for (const folder of folders) {
      const target = basename(folder);
      await conform("run", "--target", target, "--only", "RCV-21", ...FEW, "--out", folder);
    }
    const [good, bad] = folders;
    const worse = await conform("diff", good, bad);
    assertEquals(worse.code, 1);
    assertMatch(worse.out, /^worse +pass → xfail +RCV-21 +zlib.*SIGABRT/m);
    const better = await conform("diff", bad, join(good, "report.json"), "--json");
    assertEquals([better.code, JSON.parse(better.out).targets[0].fixed.length], [0, 1]);
    const broken = await conform("diff", good, join(out, "none"));
    assertEquals(broken.code, 2);
    assertStringIncludes(broken.err, join(out, "none"));
  }));

test("events come as the run goes, to a file or to standard output", () =>
  inFolder(async (out) => {
    const args = ["run", "--target", "reference", "--only", "RCV-01", ...FEW, "--out", out];
    const said = await conform(...args, "--reporter", "events=-", "--reporter", "events");
    assertEquals(said.code, 0);
    assertEquals(said.out, readFileSync(join(out, "events.jsonl"), "utf8"));
    const events = said.out.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals(events.map((e) => e.event), ["run-start", "target-start", "result", "run-end"]);
    assertEquals([events[0].run.seed, events[2].result.verdict], [1, "pass"]);
  }));

test("a campaign says how many seeds it drew, and ends by itself", () =>
  inFolder(async (out) => {
    const args = ["run", "--target", "reference", "--only", "RCV-01", ...FEW, "--out", out];
    const said = await conform(...args, "--for", "1s");
    assertEquals(said.code, 0, said.err);
    const { run, targets: [{ seeds }] } = reportIn(out);
    assertEquals(run.seed, 1);
    assertMatch(said.out, new RegExp(`^reference .*, ${seeds} seeds?$`, "m"));
  }));

/** Wrong command lines and what must be named. */
const WRONG: readonly [string[], RegExp][] = [
  [["run", "--target", "nothing"], /--target nothing: expected one of reference/],
  [["run", "--target", "mutant:no-such"], /no-such/],
  [["run", "--target", "capture:/no/such/folder"], /\/no\/such\/folder/],
  [["run", "--seed", "-1"], /--seed/],
  [["run", "--seed", "x"], /--seed x: expected a whole number/],
  [["run", "--runs", "0"], /--runs 0/],
  [["run", "--method", "lz4"], /--method lz4: expected one of none, zlib, zstd/],
  [["run", "--role", "both"], /--role both/],
  [["run", "--profile", "qemu-8"], /--profile qemu-8/],
  [["run", "--shard", "3/2"], /--shard 3\/2/],
  [["run", "--for", "10"], /--for 10: expected a time such as/],
  [["run", "--for", "0s"], /--for 0s/],
  [["run", "--for", "999999h"], /--for 999999h/],
  [["run", "--for", "1m", "--shard", "1/2"], /--for with --shard/],
  [["merge", "/no/such/folder", "--out", "reports/out"], /\/no\/such\/folder/],
  [["run", "--only", "RCV-99"], /--only RCV-99: no check/],
  [["run", "--reporter", "pdf"], /--reporter pdf: expected one of terminal/],
  [["run", "--expect", "/no/such/file"], /--expect \/no\/such\/file/],
  [["run", "--reporter", "json=/dev/null/x"], /--reporter json=\/dev\/null\/x/],
  [["run", "--update-expect"], /--update-expect: --expect names the file/],
  [["run", "--update-expect", "--expect", "x"], /--update-expect: expected one --target/],
  [
    ["run", "--update-expect", "--expect", "x", "--target", "reference", "--shard", "1/2"],
    /--update-expect with --shard/,
  ],
  [
    ["run", "--reporter", "json=/tmp/x", "--reporter", "tap=/tmp/../tmp/x"],
    /json writes there too/,
  ],
  [
    ["run", "--target", "reference", "--target", "reference"],
    /--target reference: it is named twice/,
  ],
  [["run", "--shard", "1/10001"], /--shard 1\/10001: .* n ≤ 10000/],
  [["run", "--only", "RCV-05", "--role", "sender"], /together they leave no check/],
  [["run", "--only", "RCV-43", "--method", "none"], /together they leave no check/],
  [["run", "--only", "*".repeat(40) + "x"], /no check or requirement/],
  [
    ["run", "--target", "reference", "--update-expect", "--expect", "/dev/null/x"],
    /--expect \/dev\/null\/x/,
  ],
  [["mutants", "--out", "/dev/null/x"], /--out \/dev\/null\/x/],
  [["mutants", "--only", "sync-twice", "--role", "receiver"], /--role receiver/],
  [["run", "--out", "/dev/null/x"], /--out \/dev\/null\/x/],
  [["run", "--colour"], /unknown option '--colour'/],
  [["replay", "/no/such/case.json"], /\/no\/such\/case.json/],
  [["inspect", "/no/such/channel"], /\/no\/such\/channel/],
  [["list", "--profile", "x"], /--profile x/],
];

for (const [args, message] of WRONG) {
  test(`"${args.join(" ")}" gives 2 and says what is wrong`, async () => {
    const said = await conform(...args);
    assertEquals(said.code, 2, said.err);
    assertMatch(said.err, message);
    assert(!/\n\s+at /.test(said.err), said.err);
  });
}

const BLOCK = { name: "ram", usedLength: 8192, pages: [] };
const CASE = {
  pageSize: 4096,
  channels: 1,
  method: "none",
  level: 1,
  blocks: [BLOCK],
  steps: [],
  segmentation: { kind: "whole" },
  delivery: { kind: "in-order" },
  classes: [],
};
const PACKET = { ramblock: "ram", packetNum: "0", normal: [], zero: ["8192"] };

/** Cases that no target can be given, and what must be named. */
const DAMAGED: readonly [object, RegExp][] = [
  [{ steps: [{ kind: "zero", ramblock: "x", offset: "0" }] }, /case\.steps\[0\]\.ramblock: .*"x"/],
  [
    { steps: [{ kind: "packet", channel: 0, packet: PACKET }] },
    /case\.steps\[0\]\.packet: .* 8192/,
  ],
  [
    { blocks: ["a", "b"].map((name) => ({ ...BLOCK, name, usedLength: 2 ** 30 })) },
    /case\.blocks\[1\]\.usedLength: expected an integer from 0 to 0/,
  ],
];

test("a saved case that is damaged gives 2 and names the field", () =>
  inFolder(async (dir) => {
    const file = join(dir, "case.json");
    const saved = { schema: 1, target: "reference", profile: "patch", check: "RCV-05" };
    const cases: [unknown, RegExp][] = [
      [{ schema: 2 }, /schema: expected 1/],
      [saved, /role: expected a string/],
      [{ ...saved, role: "receiver", method: "none", check: "RCV-99" }, /check: there is no/],
      [{ ...saved, role: "receiver", method: "none", case: { pageSize: 4096 } }, /case\./],
      ...DAMAGED.map(([change, message]): [unknown, RegExp] => [
        { ...saved, role: "receiver", method: "none", case: { ...CASE, ...change } },
        message,
      ]),
    ];
    for (const [content, message] of cases) {
      writeFileSync(file, JSON.stringify(content));
      const said = await conform("replay", file);
      assertEquals(said.code, 2, said.err);
      assertMatch(said.err, message);
    }
    writeFileSync(file, "{");
    assertEquals((await conform("replay", file)).code, 2);
  }));

test("lines of an expectation file that can speak of nothing give 2 and the line", () =>
  inFolder(async (dir) => {
    const file = join(dir, "expected.txt");
    for (
      const [line, message] of [
        ["RCV-99 * fail", /expected.txt:2: no check is called "RCV-99"/],
        ["RCV-05 zlb fail", /expected.txt:2: no method is called "zlb"/],
        ["RCV-05 none/legacy/x fail", /expected.txt:2: expected "CHECK METHOD/],
        ["x".repeat(5000), /expected.txt:2: expected .*"x{77}\.\.\."$/m],
      ] as const
    ) {
      writeFileSync(file, `# known\n${line}\n`);
      const said = await conform("run", "--target", "reference", "--out", dir, "--expect", file);
      assertEquals(said.code, 2, said.err);
      assertMatch(said.err, message);
    }
  }));

test("a place that cannot be written is refused before the run", () =>
  inFolder(async (out) => {
    const args = ["run", "--target", "patch-v6", "--only", "RCV-21", ...FEW, "--out", out];
    mkdirSync(join(out, "report.json"));
    const refused = await conform(...args);
    assertEquals(refused.code, 2);
    assertMatch(refused.err, /--out .*: EISDIR/);
  }));

test("counterexamples of targets with nearly the same name are kept apart", () =>
  inFolder(async (out) => {
    const folders = ["first", "other"].map((name) => join(out, name, "a".repeat(70)));
    for (const folder of folders) cpSync(CAPTURE, folder, { recursive: true });
    const targets = folders.flatMap((folder) => ["--target", `capture:${folder}`]);
    await conform("run", ...targets, "--profile", "patch", "--only", "SND-11", "--out", out);
    const replays = reportIn(out).targets.flatMap(({ results }) =>
      results.flatMap((r) => r.counterexample?.replay ?? [])
    );
    assertEquals(new Set(replays).size, 2);
  }));

test("every command has its help, and list names every requirement", async () => {
  for (
    const command of [
      "run",
      "list",
      "inspect",
      "replay",
      "diff",
      "merge",
      "mutants",
      "qemu",
      "record",
    ]
  ) {
    const said = await conform(command, "--help");
    assertEquals(said.code, 0);
    assertStringIncludes(said.out, `Usage: conform ${command}`);
  }
  const { out: help } = await conform("run", "--help");
  for (const name of [...REPORTER_NAMES, "events"]) assertStringIncludes(help, name);
  const { out } = await conform("list");
  assertEquals(new Set(out.match(/^(LAY|SND|RCV)-\d\d(?= )/gm)).size, 79);
  assertEquals(JSON.parse((await conform("list", "--json")).out).requirements.length, 79);
});

test("the version is that of the package", () => {
  for (const name of ["deno.json", "package.json"]) {
    const text = readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8");
    assertEquals(JSON.parse(text).version, TOOL.version);
  }
});
