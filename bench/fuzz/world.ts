/** What cases of one kind share: a receiver's settings, its small RAM and legal sessions to start from. */
import { sample } from "fast-check";
import { validSession } from "../../generators/receiver-session.ts";
import { type WireEvent, wireEvents } from "../../generators/wire.ts";
import { type MethodName, METHODS } from "../../protocol/flags.ts";
import { type LayoutName, packetLength, pageCountOf } from "../../protocol/layout.ts";
import type { RamBlock } from "../../protocol/ram.ts";

export const CHANNELS = 3;
/** Small packets with large pages are the slowest: one case in eight. */
const PAGE_SIZES = [1024, 1024, 4096, 4096, 4096, 4096, 4096, 65536];
const LAYOUTS: readonly LayoutName[] = ["patch", "patch", "patch", "before-patch"];
const SESSIONS = 16;
/** Bytes of a session beside four pages of data. */
const LONGEST = 64 * 1024;

export interface World {
  method: MethodName;
  layout: LayoutName;
  /** Bytes. */
  pageSize: number;
  pageCount: number;
  packetLength: number;
  channels: number;
  blocks: RamBlock[];
  /** Whole greetings and packets in the order of the source. */
  sessions: WireEvent[][];
}

/** Worlds of every method, layout and three page sizes, as often as they are worth; the same at each call. */
export function createWorlds(): World[] {
  const made = new Map<string, World>();
  return METHODS.flatMap((method) =>
    LAYOUTS.flatMap((layout) =>
      PAGE_SIZES.map((pageSize) => {
        const key = `${method} ${layout} ${pageSize}`;
        const world = made.get(key) ?? createWorld(method, layout, pageSize);
        made.set(key, world);
        return world;
      })
    )
  );
}

function createWorld(method: MethodName, layout: LayoutName, pageSize: number): World {
  const pageCount = pageCountOf(pageSize);
  const blocks = [
    { name: "ram", usedLength: 4 * pageSize },
    { name: "rom", usedLength: pageSize + 512 },
  ].map((block) => ({ ...block, bytes: new Uint8Array(block.usedLength) }));
  const shape = { method, layout, pageSizes: [pageSize], blocks, maxChannels: CHANNELS };
  const wishes = { maxSteps: 6, leastChannels: CHANNELS, transport: false };
  const sessions = sample(validSession(shape, wishes), { numRuns: 2 * SESSIONS, seed: 1 })
    .map(wireEvents)
    .filter((events) => events.length > CHANNELS && bytesIn(events) < LONGEST + 4 * pageSize)
    .slice(0, SESSIONS);
  const settings = { method, layout, pageSize, pageCount, packetLength: packetLength(pageCount) };
  return { ...settings, channels: CHANNELS, blocks, sessions };
}

function bytesIn(events: WireEvent[]): number {
  return events.reduce((sum, event) => sum + (event.kind === "bytes" ? event.data.length : 0), 0);
}
