/** What a QEMU that receives has counted: lines of its trace, where its build has them. */
import { readFileSync } from "node:fs";
import { readTrace } from "../../../protocol/trace.ts";
import type { ChannelCounters } from "../../target.ts";
import type { Program } from "./program.ts";

/** Has such a QEMU write these lines; `path` gives files of its process. */
export function counterArgs(program: Program, path: (name: string) => string): string[] {
  return program.receiverCounts ? ["-trace", "multifd_recv_thread_end", "-D", path(TRACE)] : [];
}

/** Totals of the channels, without our own SYNC; a channel that was never taken has received nothing. */
export function readCounters(path: (name: string) => string, channels: number): ChannelCounters[] {
  const counters: ChannelCounters[] = Array.from(
    { length: channels },
    () => ({ packets: 0, normalPages: 0, zeroPages: 0 }),
  );
  for (const event of readTrace(readFileSync(path(TRACE), "utf8").split("\n"))) {
    if (event.kind !== "recv-end") continue;
    const { channel, packets, normalPages = 0, zeroPages = 0 } = event;
    counters[channel] = { packets: packets - 1, normalPages, zeroPages };
  }
  return counters;
}

const TRACE = "trace";
