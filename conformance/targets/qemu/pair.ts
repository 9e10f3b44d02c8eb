/** Two live QEMUs, one migrating to the other through us: every byte on the way is judged, and what arrived. */
import type { LayoutName } from "../../../protocol/layout.ts";
import {
  type SenderObservation,
  type SenderSession,
  type SenderTarget,
  type Target,
  TargetError,
} from "../../target.ts";
import { locateQemu } from "./locate.ts";
import { openDestination } from "./pair/destination.ts";
import { openPool } from "./pool.ts";
import { probe, type Program, RAM_SIZE } from "./program.ts";
import type { QemuTargetSettings } from "./open.ts";
import { openScratch, type Scratch } from "../../process/scratch.ts";
import { observationOf, offerOf } from "./sender.ts";
import { type Guest, guestOf, startGuest } from "./sender/guest.ts";
import { sendFrom } from "./sender/outgoing.ts";
import { sideBySide } from "../../process/side-by-side.ts";
import { isAtLeast, profileOf } from "./version.ts";

/** Opens `from`, a sender, with `to` behind it; both are words as for `openQemu`. Throws a TargetError when one cannot be run. */
export async function openQemuPair(
  from: string,
  to: string,
  settings: QemuTargetSettings,
): Promise<Target> {
  const scratch = openScratch();
  try {
    const [source, destination] = [
      await probe(locateQemu(from), scratch),
      await probe(locateQemu(to), scratch),
    ];
    const sender = openPairSender(source, destination, scratch, settings);
    return {
      name: `${from} to ${to}`,
      version: `${source.versionText} to ${destination.versionText}`,
      profile: profileOf(source.version),
      sender,
      async close() {
        await sender.close();
        scratch.remove();
      },
    };
  } catch (error) {
    scratch.remove();
    throw error;
  }
}

function openPairSender(
  source: Program,
  destination: Program,
  scratch: Scratch,
  settings: QemuTargetSettings,
): SenderTarget & { close(): Promise<void> } {
  const { jobs } = settings;
  const guest = commonGuest(source, destination, scratch);
  const sources = openPool(
    jobs,
    () => startGuest(source, guest, scratch, compatible(source, destination, "source")),
  );
  const destinations = openPool(
    jobs,
    () =>
      startGuest(destination, guest, scratch, [
        ...["-incoming", "defer"],
        ...compatible(destination, source, "destination"),
      ]),
  );
  const layout = layoutOf(destination);
  const perSection = !source.flushWord || !destination.flushWord;
  const send = async (session: SenderSession): Promise<SenderObservation> => {
    const taken = [sources.take(), destinations.take()] as const;
    try {
      const [qemu, other] = await Promise.all(taken);
      const receiving = await openDestination(other, session, {
        ...settings,
        program: destination,
        guest,
      });
      const sending = { ...settings, program: source, guest };
      const migration = await sendFrom(qemu, session, sending, receiving.pass);
      const seen = observationOf(migration, session, guest, perSection);
      if (migration.streams.main.length === 0) return seen;
      return { ...seen, destination: { ...await receiving.observe(), layout } };
    } finally {
      // One that did not start leaves none of the other.
      await Promise.allSettled(taken.map(async (qemu) => await (await qemu).kill()));
    }
  };
  return {
    offer: pairOffer(source, destination, guest),
    send,
    sendAll: (sessions) => sideBySide(sessions, jobs, send),
    close: async () => void await Promise.all([sources.close(), destinations.close()]),
  };
}

function pairOffer(source: Program, destination: Program, guest: Guest): SenderTarget["offer"] {
  const offer = offerOf(source, guest);
  const shows = new Set(offer.shows).add("destination");
  // There is no other end to a file, and a setting that is refused never gets there.
  shows.delete("mapped-ram");
  shows.delete("settings");
  const methods = offer.methods.filter((method) => destination.methods.includes(method));
  return { ...offer, shows, methods };
}

function commonGuest(source: Program, destination: Program, scratch: Scratch): Guest {
  if (source.pageSize !== destination.pageSize) {
    throw new TargetError(
      `guest pages of ${source.pageSize} bytes do not go to one with ${destination.pageSize}`,
    );
  }
  const machines = source.machines.filter((name) => destination.machines.includes(name));
  return guestOf({ ...source, machines }, scratch, RAM_SIZE);
}

/** Before 8.1 a barrier is the end of a RAM section: a newer QEMU must be told to do the same. */
function compatible(own: Program, other: Program, role: "source" | "destination"): string[] {
  if (!own.flushWord || other.flushWord) return [];
  const args = ["-global", "migration.multifd-flush-after-each-section=on"];
  if (role === "source" && isAtLeast(own.version, 10, 0)) {
    args.push("-global", "migration.send-switchover-start=off");
  }
  return args;
}

function layoutOf({ version }: Program): LayoutName {
  return isAtLeast(version, 9, 0) ? "patch" : "before-patch";
}
