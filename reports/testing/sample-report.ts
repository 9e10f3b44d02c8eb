/** Reports as the runner makes them, by hand, for the tests of the writers. */
import type { Counterexample, PacketView, Report, Result, TargetReport } from "../model.ts";
import { summarise } from "../summary.ts";

/** Two targets, every verdict, a counterexample for a receiver and one for a sender. */
export function sampleReport(): Report {
  return {
    schema: 1,
    tool: { name: "multifd-conformance", version: "0.1.0" },
    run: {
      seed: 42,
      shard: null,
      startedAt: "2026-01-02T03:04:05.678Z",
      durationMs: 12345,
      profile: null,
      runs: 100,
      complete: true,
    },
    targets: [
      sampleTarget("reference", [
        sampleResult({ id: "RCV-05", verdict: "pass" }),
        sampleResult({ id: "SND-08", verdict: "pass", method: "zlib", detection: "multifd" }),
        sampleResult({
          id: "RCV-11",
          level: "INFO",
          verdict: "info",
          reason: "it is written there",
        }),
        sampleResult({ id: "RCV-10", verdict: "skip", reason: "the target does not show: blocks" }),
      ]),
      sampleTarget("patch-v6", [
        sampleResult({ id: "RCV-05", verdict: "fail", counterexample: receiverCounterexample() }),
        sampleResult({
          id: "RCV-05",
          verdict: "fail",
          method: "zlib",
          counterexample: receiverCounterexample(),
        }),
        sampleResult({
          id: "SND-08",
          verdict: "xfail",
          method: "zlib",
          detection: "multifd",
          reason: "the header is never sent",
          counterexample: senderCounterexample(),
        }),
        sampleResult({ id: "SND-21", verdict: "xpass", method: "none", reason: "remove line 3" }),
        sampleResult({
          id: "RCV-43",
          level: "SHOULD",
          verdict: "warn",
          method: "zstd",
          counterexample: receiverCounterexample(),
        }),
        sampleResult({
          id: "RCV-38",
          verdict: "error",
          runs: 0,
          reason: "the program did not start",
        }),
        sampleResult({ id: "RCV-01", verdict: "pass" }),
      ]),
    ],
    requirements: [
      rule("RCV-01", "A wrong magic is rejected.", "base"),
      rule("RCV-05", "zero_pages above pages_alloc − normal_pages is rejected.", "patch"),
      rule("RCV-10", "A block shorter than one page rejects every offset.", "design"),
      rule("RCV-11", "An offset that is not page-aligned.", "QEMU accepts"),
      rule("RCV-38", "A barrier fails when a channel is gone.", "design"),
      rule("RCV-43", "Surplus payload is rejected.", "design"),
      rule("SND-08", "A packet with zero pages only is sent.", "9.1.3, 9.2.1, 10.0"),
      rule("SND-21", "mapped-ram: the bit of each zero page is cleared.", "9.0-rc1"),
    ],
  };
}

/** A target whose counts follow from its results. */
export function sampleTarget(name: string, results: Result[]): TargetReport {
  return {
    name,
    version: "1.0",
    profile: "patch",
    roles: ["sender", "receiver"],
    summary: summarise(results),
    results,
  };
}

/** A result with what its id says filled in. */
export function sampleResult(
  given: Pick<Result, "id" | "verdict"> & Partial<Result>,
): Result {
  return {
    requirements: [given.id.split("/")[0]],
    level: "MUST",
    role: given.id.startsWith("SND") ? "sender" : "receiver",
    title: `the rule of ${given.id}`,
    method: "none",
    runs: given.verdict === "skip" ? 0 : 100,
    durationMs: 12.5,
    ...(given.verdict === "pass" && { classes: { "zero pages only": 17, "full packet": 3 } }),
    ...given,
  };
}

/** A packet whose second offset is a page beyond the block, and whose zeroPages is too large. */
export function receiverCounterexample(): Counterexample {
  return {
    seed: 42,
    path: "3:0:1",
    shrinks: 2,
    pages: 2,
    expected: "rejected: 2 pages are more than the 1 of pagesAlloc",
    observed: "accepted",
    text: "qemu: warning: <odd> & strange",
    at: { channel: 0, packet: 0, field: "zeroPages" },
    packets: [samplePacket({ normal: [0n], zero: [8192n] })],
    pageSize: 4096,
    blocks: [{ name: "ram", usedLength: 8192 }],
    ram: [{ ramblock: "ram", offset: 4096, expected: "00 00 00 00", observed: "41 41 41 41" }],
    replay: "deno task replay reports/out/cases/patch-v6--RCV-05--none.json",
    case: { steps: [{ kind: "packet", channel: 0 }] },
  };
}

/** Three packets over two channels, the last one missing. */
export function senderCounterexample(): Counterexample {
  return {
    seed: 42,
    path: "fixed:1",
    shrinks: 0,
    pages: 1,
    expected: "packet 1 with 1 zero page",
    observed: "no packet",
    at: { channel: 0, packet: 0, field: "packetNum" },
    packets: [samplePacket({ normal: [], zero: [4096n] })],
    timeline: [
      summary(0, 0, { normalPages: 3, zeroPages: 1, payload: 12288 }),
      summary(1, 0, { normalPages: 0, zeroPages: 2, payload: 0 }),
      summary(0, 1, { sync: true }),
      summary(1, 1, { sync: true }),
    ],
    pageSize: 4096,
    blocks: [{ name: "ram", usedLength: 8192 }],
    replay: "deno task replay reports/out/cases/patch-v6--SND-08--zlib--multifd.json",
    case: { passes: [] },
  };
}

function summary(channel: number, packet: number, rest: object) {
  const nothing = { sync: false, normalPages: 0, zeroPages: 0, payload: 0 };
  return { channel, packet, packetNum: String(2 * packet + channel), ...nothing, ...rest };
}

/** The view of a packet of the block `ram`, pagesAlloc as many as there are normal pages. */
export function samplePacket(pages: { normal: bigint[]; zero: bigint[] }): PacketView {
  const offsets = [...pages.normal, ...pages.zero];
  const size = 4096 * pages.normal.length;
  const words: [name: string, bytes: number, value: bigint][] = [
    ["magic", 4, 0x11223344n],
    ["version", 4, 1n],
    ["flags", 4, 0n],
    ["pagesAlloc", 4, BigInt(pages.normal.length)],
    ["normalPages", 4, BigInt(pages.normal.length)],
    ["nextPacketSize", 4, BigInt(size)],
    ["packetNum", 8, 7n],
    ["zeroPages", 4, BigInt(pages.zero.length)],
    ["unused32", 4, 0n],
  ];
  let hex = "";
  const fields: PacketView["fields"] = [];
  for (const [name, bytes, value] of words) {
    const shown = name === "magic" ? "0x11223344" : String(value);
    fields.push({ name, offset: hex.length / 2, size: bytes, value: shown });
    hex += value.toString(16).padStart(2 * bytes, "0");
  }
  fields.push({ name: "unused64", offset: 40, size: 24, value: "zero" });
  fields.push({ name: "ramblock", offset: 64, size: 256, value: "ram" });
  hex = (hex.padEnd(128, "0") + "72616d").padEnd(640, "0");
  for (const [i, offset] of offsets.entries()) {
    fields.push({ name: `offsets[${i}]`, offset: hex.length / 2, size: 8, value: String(offset) });
    hex += offset.toString(16).padStart(16, "0");
  }
  return {
    channel: 0,
    packet: 0,
    byteOffset: 64,
    hex,
    length: 1344,
    fields,
    ...(size > 0 && { payload: { length: size, hex: "41".repeat(64) } }),
  };
}

function rule(id: string, text: string, source: string) {
  return {
    id,
    level: "MUST",
    role: id.startsWith("SND") ? "sender" : "receiver",
    text,
    source,
  } as const;
}

/** A report in which every text that comes from outside is this one. */
export function everyTextIs(text: string): Report {
  const report = sampleReport();
  const changed = (value: unknown, key = ""): unknown => {
    if (typeof value === "string") return OURS.has(key) ? value : text;
    if (Array.isArray(value)) return value.map((part) => changed(part, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, changed(v, k)]));
  };
  const hostile = changed(report) as Report;
  hostile.targets[0].results[0].classes = { [text]: 1 };
  return hostile;
}

/** Words of the model itself, and bytes. */
const OURS = new Set(["level", "role", "roles", "verdict", "hex", "startedAt"]);
