import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { concat } from "@std/bytes";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { MainChannelWriter } from "../../protocol/main-channel.ts";
import { readTrace } from "../../protocol/trace.ts";
import type { Result, TargetReport } from "../../reports/model.ts";
import { SENDER_CHECKS } from "../checks/sender.ts";
import { factsOf } from "../checks/sender/facts.ts";
import type { ProfileName } from "../profiles.ts";
import { run } from "../runner.ts";
import { observeJobs } from "../sender-run.ts";
import { UsageError } from "../usage-error.ts";
import { openCaptureTarget } from "./capture.ts";

const CAPTURES = fileURLToPath(new URL("../../captures/", import.meta.url));
const FOLDERS = readdirSync(CAPTURES).sort();
const OLD = FOLDERS.filter((folder) => folder.includes("-7.2"));

async function judge(dir: string, profile?: ProfileName): Promise<TargetReport> {
  const target = await openCaptureTarget(dir);
  const { targets } = await run([target], { seed: 1, only: [], profile, checks: SENDER_CHECKS });
  return targets[0];
}

/** The result for the method that the capture has. */
function ran(results: readonly Result[], id: string): Result {
  return results.find((r) => r.id === id && r.runs > 0)!;
}

async function runOf(folder: string) {
  const { sender } = await openCaptureTarget(join(CAPTURES, folder));
  const [seen] = await observeJobs(sender!, [sender!.recorded!.job]);
  return seen;
}

test("there are captures of three versions", () => {
  assertEquals(FOLDERS.length, 11);
  assertEquals(OLD.length, 3);
});

for (const folder of FOLDERS) {
  test(`${folder} conforms under its own profile`, async () => {
    const { summary, results, profile } = await judge(join(CAPTURES, folder));
    assertEquals(profile, `qemu-${folder.split("-")[1].replace(/\.\d+$/, "")}`);
    const broken = results.filter((r) => ["fail", "warn", "error"].includes(r.verdict));
    assertEquals(broken.map((r) => [r.id, r.reason, r.counterexample?.observed]), []);
    assert(summary.pass >= 16, `${summary.pass} passed`);
    const replayed = results.filter((r) => r.id.startsWith("SND-19"));
    assertEquals(replayed.filter((r) => r.verdict === "pass").length, 2);
  });

  test(`${folder}: packets and pages are those of its trace and statistics`, async () => {
    const { transcript, observation } = await runOf(folder);
    const meta = JSON.parse(readFileSync(join(CAPTURES, folder, "meta.json"), "utf8"));
    const { normal, duplicate } = meta.queryMigrate.ram;
    const sent = {
      normal: transcript.packets.reduce((sum, p) => sum + p.packet.normalPages, 0),
      zero: transcript.packets.reduce((sum, p) => sum + p.packet.zeroPages, 0) +
        transcript.words.filter(({ word }) => word.kind === "zero").length,
    };
    // QEMU 7.2 sends up to three pages more than it counts.
    const more = OLD.includes(folder) ? 3 : 0;
    assert(sent.normal >= normal && sent.normal <= normal + more, `${sent.normal} of ${normal}`);
    assertEquals(sent.zero, duplicate);
    const lines = readTrace(observation.trace!);
    for (const { channel, packets } of transcript.channels) {
      const traced = lines.filter((e) => e.kind === "send" && e.channel === channel);
      assertEquals(traced.length, packets.length);
      const pages = traced.reduce((sum, e) => sum + (e.normalPages ?? 0) + (e.zeroPages ?? 0), 0);
      const inPackets = packets.reduce(
        (sum, { packet }) => sum + packet.normalPages + packet.zeroPages,
        0,
      );
      assertEquals(pages, inPackets);
      const end = lines.find((e) => e.kind === "send-end" && e.channel === channel);
      if (more === 0) assertEquals(end && "packets" in end && end.packets, packets.length);
    }
  });

  test(`${folder}: every page of its RAM is queued once and was sent`, async () => {
    const { queues } = factsOf(await runOf(folder));
    assertEquals(queues.map((pages) => pages.length), [1024]);
    assert(queues[0].every(({ page }) => page.sends.length >= 1));
  });
}

for (const folder of OLD) {
  test(`${folder} fails under profile patch, and the report says why`, async () => {
    const { results } = await judge(join(CAPTURES, folder), "patch");
    const of = (verdict: string) =>
      results.filter((r) => r.verdict === verdict).map((r) => r.id.split("/")[0]);
    assert(of("fail").includes("SND-11"));
    assert(of("fail").includes("SND-25"));
    assertEquals(of("warn"), ["SND-15", "SND-16", "SND-24"]);
    const numbers = ran(results, "SND-11").counterexample!;
    assertStringIncludes(numbers.expected, "packetNum: above ");
    assertStringIncludes(numbers.observed, "at byte ");
    assertEquals(numbers.at?.field, "packetNum");
    assert(numbers.packets.length > 0);
  });
}

/** A capture of which a file has been changed; `change` gets its bytes, unpacked if they are packed. */
async function changed<T>(
  file: string,
  change: (bytes: Uint8Array) => Uint8Array | string | undefined,
  use: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), "capture-"));
  try {
    cpSync(join(CAPTURES, "qemu-10.0.2-zlib-multifd"), dir, { recursive: true });
    const path = join(dir, file);
    const packed = file.endsWith(".gz");
    const bytes = readFileSync(path);
    const next = change(packed ? new Uint8Array(gunzipSync(bytes)) : bytes);
    if (next === undefined) rmSync(path);
    else writeFileSync(path, packed && typeof next !== "string" ? gzipSync(next) : next);
    return await use(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

test("damage inside a channel is judged: a failed check with what could be read", async () => {
  const { summary, results } = await changed("channel-1.bin.gz", (bytes) => {
    bytes[64 + 1344] ^= 0xff;
    return bytes;
  }, judge);
  assertEquals(summary.error, 0);
  const layout = ran(results, "LAY-02");
  assertEquals(layout.verdict, "fail");
  assertStringIncludes(layout.counterexample!.observed, "channel 1, byte 1408: magic is 0xee");
  assertEquals(ran(results, "SND-19").verdict, "fail");
});

test("a main channel of more words than fit on a stack is opened", async () => {
  const words = await changed("main.bin.gz", () => {
    const pieces: Uint8Array[] = [];
    const writer = new MainChannelWriter((bytes) => void pieces.push(bytes));
    const zero = { kind: "zero", ramblock: "ram", offset: 0n } as const;
    writer.setUp("none", [{ name: "ram", usedLength: 4096 }]);
    writer.end(new Array(200_000).fill(zero));
    writer.finish();
    return concat(pieces);
  }, async (dir) => {
    const { observation } = (await openCaptureTarget(dir)).sender!.recorded!;
    return observation.writes!.filter(({ stream }) => stream === "main").length;
  });
  assertEquals(words, 200_002);
});

test("a channel cut short is judged", async () => {
  const { results } = await changed("channel-0.bin.gz", (bytes) => bytes.slice(0, -700), judge);
  const layout = ran(results, "LAY-02");
  assertStringIncludes(layout.counterexample!.observed, "the stream ends in a packet");
});

test("trace lines that do not fit the wire fail SND-17", async () => {
  const { results } = await changed(
    "trace.log",
    (bytes) => new TextDecoder().decode(bytes).replace("packet_num 3 ", "packet_num 33 "),
    judge,
  );
  assertEquals(ran(results, "SND-17/trace").verdict, "fail");
});

test("what was not recorded is not shown", async () => {
  const without = async (file: string) => {
    const shows = await changed(
      file,
      () => undefined,
      async (dir) => (await openCaptureTarget(dir)).sender!.offer.shows,
    );
    return [...shows].sort();
  };
  assertEquals(await without("trace.log"), ["counters", "main"]);
  assertEquals(await without("main.bin.gz"), ["counters", "trace"]);
});

const WRONG: [
  string,
  string,
  (bytes: Uint8Array) => Uint8Array | string | undefined,
  string,
][] = [
  ["no meta.json", "meta.json", () => undefined, "meta.json: "],
  ["meta.json is no JSON", "meta.json", () => "{", "meta.json: "],
  ["meta.json is a list", "meta.json", () => "[]", "qemu.major: expected an integer"],
  [
    "a page size that is none",
    "meta.json",
    edit((meta) => meta.pageSize = 5000),
    "pageSize: expected a power of two from 1024 to 65536, found 5000",
  ],
  [
    "an unknown method",
    "meta.json",
    edit((meta) => meta.parameters["multifd-compression"] = "lz4"),
    'parameters.multifd-compression: expected one of none, zlib, zstd, found "lz4"',
  ],
  [
    "a number of channels that no greeting can have",
    "meta.json",
    edit((meta) => meta.parameters["multifd-channels"] = 1e9),
    "parameters.multifd-channels: expected an integer from 1 to 255",
  ],
  [
    "a block of another length than its RAM",
    "meta.json",
    edit((meta) => meta.ramBlocks.ram = 2 ** 50),
    "ram.bin.gz: 4194304 bytes, ramBlocks in meta.json say 1125899906842624",
  ],
  [
    "a block without a name",
    "meta.json",
    edit((meta) => meta.ramBlocks[""] = 4096),
    "ramBlocks.: expected a name of 1 to 255 bytes",
  ],
  ["no channel", "channel-1.bin.gz", () => undefined, "channel-1.bin.gz: "],
  [
    "a channel that is not packed",
    "channel-1.bin.gz",
    () => "text",
    "channel-1.bin.gz: not a gzip",
  ],
  [
    "a damaged main channel",
    "main.bin.gz",
    (bytes) => bytes.slice(0, 80),
    "main.bin.gz: ",
  ],
];

for (const [what, file, change, message] of WRONG) {
  test(`${what}: a usage error that names file and field`, async () => {
    const error = await assertRejects(
      () => changed(file, change, openCaptureTarget),
      UsageError,
    );
    assertStringIncludes(error.message, message);
  });
}

// deno-lint-ignore no-explicit-any -- any JSON
function edit(change: (meta: any) => void): (bytes: Uint8Array) => string {
  return (bytes) => {
    const meta = JSON.parse(new TextDecoder().decode(bytes));
    change(meta);
    return JSON.stringify(meta);
  };
}
