/** The sender side of a live QEMU: a process a session, started ahead. */
import { ProtocolError } from "../../../protocol/errors.ts";
import { readMainChannel } from "../../../protocol/main-channel.ts";
import { DETECTIONS, type PageRef, type RamBlock } from "../../../protocol/ram.ts";
import {
  type SenderObservation,
  type SenderOffer,
  type SenderSession,
  type SenderSight,
  type SenderTarget,
  type SenderWrite,
  TargetError,
} from "../../target.ts";
import { openPool, type Pool } from "./pool.ts";
import { type Program, RAM_SIZE } from "./program.ts";
import type { Scratch } from "../../process/scratch.ts";
import { type Guest, guestOf, startGuest } from "./sender/guest.ts";
import { type Migration, type OutgoingSettings, sendFrom } from "./sender/outgoing.ts";
import { sideBySide } from "../../process/side-by-side.ts";
import { isAtLeast } from "./version.ts";

export interface SenderSettings extends Omit<OutgoingSettings, "guest"> {
  scratch: Scratch;
  /** Sessions side by side. */
  jobs: number;
}

/** The first session starts the first QEMUs. */
export function openSender(settings: SenderSettings): SenderTarget & { close(): Promise<void> } {
  const { program, scratch, jobs } = settings;
  const guest = guestOf(program, scratch, RAM_SIZE);
  let pool: Pool | undefined;
  const send = async (session: SenderSession) => {
    pool ??= openPool(jobs, () => startGuest(program, guest, scratch));
    const migration = await sendFrom(await pool.take(), session, { ...settings, guest });
    return observationOf(migration, session, guest, !program.flushWord);
  };
  return {
    offer: offerOf(program, guest),
    send,
    sendAll: (sessions) => sideBySide(sessions, jobs, send),
    close: async () => await pool?.close(),
  };
}

export function offerOf(program: Program, guest: Guest): SenderOffer {
  const patched = isAtLeast(program.version, 9, 0);
  const shows: SenderSight[] = ["counters", "main", "level", "multifd-off"];
  if (program.trace) shows.push("trace");
  if (guest.addresses) shows.push("passes");
  if (patched) shows.push("mapped-ram", "settings");
  return {
    shows: new Set(shows),
    methods: program.methods,
    // What QEMU did before it had the setting is now called legacy.
    detections: patched ? DETECTIONS : ["legacy"],
    layout: patched ? "patch" : "before-patch",
    pageSizes: [program.pageSize],
    blocks: guest.blocks,
    maxChannels: 8,
    costly: true,
  };
}

/**
 * What checks judge. Throws a TargetError when a complete main channel cannot be read.
 *
 * @param perSection The barriers are the ends of sections: of old, or by a setting.
 */
export function observationOf(
  migration: Migration,
  session: SenderSession,
  guest: Guest,
  perSection: boolean,
): SenderObservation {
  const { outcome, text, signal, streams, info, trace, file } = migration;
  const writes: SenderWrite[] = streams.channels.map((data, channel) => ({
    stream: "channel",
    channel,
    data,
  }));
  if (outcome !== "completed") return { outcome, text, signal, writes };
  if (streams.main.length > 0) {
    for (const write of wordsOf(streams.main, session.pageSize)) writes.push(write);
  }
  const { ram } = info!;
  return {
    outcome,
    writes,
    perSection,
    ...(ram && { counters: { normalPages: ram.normal, zeroPages: ram.duplicate } }),
    trace,
    file,
    queued: queuedIn(session, guest),
    // Later passes became one, so the job says no more what a page held when it was sent.
    ...(session.passes.length > 2 && { ram: finalRam(session) }),
  };
}

function wordsOf(main: Uint8Array, pageSize: number): SenderWrite[] {
  try {
    return readMainChannel(main, { pageSize }).words.map((word) => ({ stream: "main", word }));
  } catch (error) {
    if (error instanceof ProtocolError) throw new TargetError(`main channel: ${error.message}`);
    throw error;
  }
}

/** All of RAM, then every page that was written since. */
function queuedIn({ passes, pageSize }: SenderSession, guest: Guest): PageRef[][] {
  const all = guest.blocks.flatMap(({ name, usedLength }) =>
    Array.from(
      { length: Math.floor(usedLength / pageSize) },
      (_, page) => ({ ramblock: name, offset: page * pageSize }),
    )
  );
  const written = new Map<string, PageRef>();
  for (const { ramblock, offset } of passes.slice(1).flatMap((pass) => pass.writes)) {
    written.set(`${offset} ${ramblock}`, { ramblock, offset });
  }
  return passes.length > 1 ? [all, [...written.values()]] : [all];
}

function finalRam({ blocks, passes }: SenderSession): RamBlock[] {
  const ram = blocks.map((block) => ({ ...block, bytes: block.bytes.slice() }));
  for (const { ramblock, offset, bytes } of passes.flatMap((pass) => pass.writes)) {
    ram.find((block) => block.name === ramblock)!.bytes.set(bytes, offset);
  }
  return ram;
}
