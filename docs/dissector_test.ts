/** The Wireshark dissector, run by tshark on a live migration over 127.0.0.1. */
import { assert, assertEquals } from "@std/assert";
import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { inspect } from "../conformance/commands/inspect.ts";
import { openTarget } from "../conformance/commands/open-target.ts";
import { senderSessionOf } from "../conformance/sender-run.ts";
import { jobOn } from "../conformance/targets/qemu/testing/job.ts";
import { needsQemu } from "../conformance/targets/qemu/testing/program.ts";
import { PLAIN } from "../reports/paint.ts";

const SCRIPT = fileURLToPath(new URL("multifd.lua", import.meta.url));
const qemu = needsQemu("11.1");
const options = { ...captureOptions(qemu.options), timeout: 60_000 };

for (const method of ["none", "zlib"] as const) {
  test(
    `tshark and inspect show a live ${method} migration off the wire as its sender wrote it`,
    options,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), "dissector-"));
      try {
        const capture = join(folder, "migration.pcapng");
        const stop = await startCapture(capture);
        const channels = await migrate(method)
          .then((channels) => captured(capture, channels))
          .finally(stop);
        const expected = await Promise.all(channels.map(async (bytes, i) => {
          const file = join(folder, `channel-${i}.bin`);
          writeFileSync(file, bytes);
          return await inspected(file);
        }));
        assert(expected.flat().length > 4, "a migration has packets");
        assertEquals(await dissected(capture), expected);
        for (const channel of expected.keys()) {
          assertEquals(await inspected(capture, `${channel}`), expected[channel]);
        }
      } finally {
        rmSync(folder, { recursive: true });
      }
    },
  );
}

/** Skipped without tshark or the right to capture, but fails under CI. */
function captureOptions(own: { skip?: string }): { skip?: string } {
  const { status, error, stderr } = spawnSync("tshark", ["-q", "-i", "lo", "-a", "duration:0"]);
  if (own.skip || status === 0 || process.env.CI === "true") return own;
  const skip = `tshark cannot capture on lo: ${error?.message ?? String(stderr).trim()}`;
  console.log(`skipped: ${skip}`);
  return { skip };
}

/** Resolves when packets are being captured; what it gives ends that. */
async function startCapture(file: string): Promise<() => Promise<void>> {
  const tshark = spawn("tshark", ["-q", "-i", "lo", "-f", "tcp", "-w", file], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(tshark, "close");
  for await (const text of tshark.stderr!) if (String(text).includes("Capturing on")) break;
  return async () => {
    tshark.kill("SIGINT");
    await ended;
  };
}

/** The channels, when the capture has all that was on the wire: it is written some time after. */
async function captured(file: string, channels: Uint8Array[]): Promise<Uint8Array[]> {
  const least = channels.reduce((sum, { length }) => sum + length, 0);
  for (let before = -1, size = 0; size !== before || size < least;) {
    await setTimeout(700);
    before = size;
    size = statSync(file).size;
  }
  return channels;
}

/** The bytes of each channel. */
async function migrate(method: "none" | "zlib"): Promise<Uint8Array[]> {
  const target = await openTarget(`qemu=${qemu.program}`, {
    timeoutMs: 20_000,
    jobs: 1,
    transport: "tcp",
  });
  try {
    const sender = target.sender!;
    const job = jobOn(sender.offer, { method });
    const { outcome, writes } = await sender.send(senderSessionOf(job));
    assertEquals(outcome, "completed");
    return writes.flatMap((write) => write.stream === "channel" ? [write.data] : []);
  } finally {
    await target.close();
  }
}

interface Fields {
  flags: number;
  sync: boolean;
  packetNum: string;
  pagesAlloc: number;
  normalPages: number;
  zeroPages: number;
  nextPacketSize: number;
  ramblock: string;
  normal: string[];
  zero: string[];
}

/** `inspect --json`, a line a packet. */
async function inspected(file: string, channel?: string): Promise<Fields[]> {
  const lines: string[] = [];
  await inspect(file, { pageSize: "4096", layout: "patch", json: true, channel }, {
    write: (line) => lines.push(line),
    writeError: (line) => lines.push(line),
    paint: PLAIN,
  });
  return lines.map((line) => {
    const { flags, sync, packetNum, pagesAlloc, normalPages, ...more } = JSON.parse(line);
    const { zeroPages, nextPacketSize, ramblock, normal, zero } = more;
    return {
      ...{ flags, sync, packetNum, pagesAlloc, normalPages },
      ...{ zeroPages, nextPacketSize, ramblock, normal, zero },
    };
  });
}

type Layer = Record<string, string | string[] | undefined>;

/** The same from tshark, by the channel's id. */
async function dissected(capture: string): Promise<Fields[][]> {
  const { stdout } = await promisify(execFile)("tshark", [
    ...["-X", `lua_script:${SCRIPT}`, "-r", capture, "-Y", "multifd"],
    ...["-T", "json", "--no-duplicate-keys"],
  ], { maxBuffer: 2 ** 28 });
  const channels: Fields[][] = [];
  const idOf = new Map<string, number>();
  for (const frame of JSON.parse(stdout)) {
    const { tcp, multifd } = frame._source.layers;
    for (const layer of [multifd].flat() as Layer[]) {
      const id = layer["multifd.greeting.id"];
      if (id === undefined) channels[idOf.get(tcp["tcp.stream"])!].push(fieldsOf(layer));
      else {
        idOf.set(tcp["tcp.stream"], Number(id));
        channels[Number(id)] = [];
      }
    }
  }
  return channels;
}

function fieldsOf(layer: Layer): Fields {
  const number = (name: string) => Number(layer[`multifd.${name}`]);
  const offsets = (name: string) =>
    [layer[`multifd.${name}`] ?? []].flat().map((hex) => BigInt(hex).toString());
  return {
    flags: number("flags"),
    sync: layer["multifd.sync"] === "1",
    packetNum: String(layer["multifd.packet_num"]),
    pagesAlloc: number("pages_alloc"),
    normalPages: number("normal_pages"),
    zeroPages: number("zero_pages"),
    nextPacketSize: number("next_packet_size"),
    ramblock: String(layer["multifd.ramblock"]),
    normal: offsets("normal_offset"),
    zero: offsets("zero_offset"),
  };
}
