/** `capture:DIR`: the recorded traffic of a sender, as `record` writes it. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ProtocolError } from "../../protocol/errors.ts";
import { readMainChannel } from "../../protocol/main-channel.ts";
import type { PageRef, RamBlock } from "../../protocol/ram.ts";
import type { SenderObservation, SenderSight, SenderWrite, Target } from "../target.ts";
import { UsageError } from "../usage-error.ts";
import {
  type Budget,
  newBudget,
  readPacked,
  readPackedIfThere,
  readText,
} from "./capture/files.ts";
import { type CaptureMeta, readMeta } from "./capture/meta.ts";
import { isAtLeast, profileOf } from "./qemu/version.ts";

/**
 * Reads a capture folder: `meta.json`, `ram.bin.gz`, `channel-N.bin.gz` and, where they were recorded, `main.bin.gz` and
 * `trace.log`. Damage inside a channel is left to the checks. Throws a UsageError for anything else.
 */
// deno-lint-ignore require-await -- what opens a target promises it
export async function openCaptureTarget(dir: string): Promise<Target> {
  const metaFile = join(dir, "meta.json");
  const meta = readMeta(readText(metaFile), metaFile);
  const { version, pageSize, channels, method, level, detection, blocks } = meta;
  const observation = observe(dir, meta);
  const shows = new Set<SenderSight>();
  if (observation.writes.some((w) => w.stream === "main")) shows.add("main");
  if (observation.counters) shows.add("counters");
  if (observation.trace) shows.add("trace");
  return {
    name: `capture:${dir}`,
    version: `QEMU ${version.major}.${version.minor}.${version.micro}`,
    profile: profileOf(version),
    sender: {
      offer: {
        shows,
        methods: [method],
        detections: [detection],
        layout: isAtLeast(version, 9, 0) ? "patch" : "before-patch",
        pageSizes: [pageSize],
        blocks,
        maxChannels: channels,
      },
      recorded: {
        job: {
          pageSize,
          channels,
          method,
          level,
          detection,
          multifd: true,
          mappedRam: false,
          blocks: blocks.map((b) => ({ ...b, pages: [] })),
          passes: [{ writes: [], queue: [] }],
          classes: [],
        },
        observation,
      },
      send: () => Promise.resolve(observation),
    },
    close: () => Promise.resolve(),
  };
}

function observe(dir: string, meta: CaptureMeta): SenderObservation {
  const writes: SenderWrite[] = [];
  const budget = newBudget();
  for (let channel = 0; channel < meta.channels; channel++) {
    const data = readPacked(join(dir, `channel-${channel}.bin.gz`), budget);
    writes.push({ stream: "channel", channel, data });
  }
  for (const write of readMain(join(dir, "main.bin.gz"), meta.pageSize, budget)) writes.push(write);
  const trace = join(dir, "trace.log");
  return {
    outcome: "completed",
    writes,
    counters: meta.counters,
    ...(existsSync(trace) && { trace: readText(trace).split("\n") }),
    ram: readRam(join(dir, "ram.bin.gz"), meta, budget),
    queued: [allPages(meta)],
  };
}

function readMain(file: string, pageSize: number, budget: Budget): SenderWrite[] {
  const bytes = readPackedIfThere(file, budget);
  if (!bytes) return [];
  try {
    return readMainChannel(bytes, { pageSize }).words.map((word) => ({ stream: "main", word }));
  } catch (error) {
    if (error instanceof ProtocolError) throw new UsageError(`${file}: ${error.message}`);
    throw error;
  }
}

/** The blocks' bytes, one behind the other. */
function readRam(file: string, { blocks }: CaptureMeta, budget: Budget): RamBlock[] {
  const bytes = readPacked(file, budget);
  const total = blocks.reduce((sum, b) => sum + b.usedLength, 0);
  if (bytes.length !== total) {
    throw new UsageError(`${file}: ${bytes.length} bytes, ramBlocks in meta.json say ${total}`);
  }
  let at = 0;
  return blocks.map((b) => ({ ...b, bytes: bytes.subarray(at, at += b.usedLength) }));
}

/** A migration without a running guest queues every page once. */
function allPages({ blocks, pageSize }: CaptureMeta): PageRef[] {
  const pages: PageRef[] = [];
  for (const { name, usedLength } of blocks) {
    for (let offset = 0; offset + pageSize <= usedLength; offset += pageSize) {
      pages.push({ ramblock: name, offset });
    }
  }
  return pages;
}
