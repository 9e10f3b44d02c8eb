/** What goes over the wire in the live rows: files for a program that does nothing else than send them. */
import { concat } from "@std/bytes";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sessionOf, sharedSessionOf } from "../../conformance/receiver-run.ts";
import type { ReceiverSession } from "../../conformance/target.ts";
import { FLAG } from "../../protocol/flags.ts";
import { GREETING_LENGTH, pageCountOf } from "../../protocol/layout.ts";
import { MainChannelWriter } from "../../protocol/main-channel.ts";
import { emptyPacket, encodePacket } from "../../protocol/packet.ts";
import { invalidCases, liveBatch } from "./live-cases.ts";

/** Writes the files `0.main`, `0.0`, `0.1`, … of the first session, `1.main`, … of the next, and so on. */
export function writeValid(folder: string): void {
  // As targets get them that can take many cases in one.
  const groups = Map.groupBy(liveBatch(), ({ channels, level }) => `${channels} ${level}`);
  writeAll(folder, Array.from(groups.values(), (group) => sharedSessionOf(group)));
}

/** The same of sessions that QEMU refuses: their main channel ends where it would wait for the others. */
export function writeInvalid(folder: string, count: number): void {
  writeAll(folder, invalidCases(count).map((c) => sessionOf(c)), false);
}

function writeAll(folder: string, sessions: ReceiverSession[], whole = true): void {
  for (const [number, session] of sessions.entries()) {
    const write = (stream: string | number, bytes: Uint8Array) =>
      writeFileSync(join(folder, `${number}.${stream}`), bytes);
    write("main", mainOf(session, whole));
    for (let channel = 0; channel < session.channels; channel++) {
      write(channel, channelOf(session, channel));
    }
  }
}

function mainOf({ blocks, events }: ReceiverSession, whole: boolean): Uint8Array {
  const main: Uint8Array[] = [];
  const writer = new MainChannelWriter((bytes) => void main.push(bytes.slice()));
  writer.setUp("none", blocks, [{ kind: "flush" }]);
  if (!whole) return concat(main);
  for (const event of events) {
    if (event.kind === "barrier") writer.part([{ kind: "flush" }]);
    else if (event.kind === "zero") writer.part([event]);
  }
  // QEMU takes the end of the main channel for the end of all: a barrier holds it back.
  writer.part([{ kind: "flush" }]);
  writer.end([]);
  writer.finish();
  return concat(main);
}

function channelOf({ pageSize, events }: ReceiverSession, channel: number): Uint8Array {
  const pieces: Uint8Array[] = [];
  for (const event of events) {
    if (event.kind === "bytes" && event.channel === channel) pieces.push(event.data);
  }
  const bytes = concat(pieces);
  // The first barrier is the set-up's: nothing of a channel is handled before it.
  const sync = encodePacket({ ...emptyPacket(pageCountOf(pageSize)), flags: FLAG.SYNC });
  const greeting = bytes.subarray(0, GREETING_LENGTH);
  return concat([greeting, sync, bytes.subarray(greeting.length), sync]);
}
