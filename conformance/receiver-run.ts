/** Runs receiver cases on a target: one session a case, or many cases in one session where the target can. */
import type { ReceiverCase } from "../generators/case.ts";
import { initialRam } from "../generators/fill.ts";
import { wireBatch, type WireEvent, wireEvents } from "../generators/wire.ts";
import type { RamBlock } from "../protocol/ram.ts";
import { ReusedMemory } from "../protocol/reused-memory.ts";
import { breathe } from "./breathe.ts";
import { lastOnly } from "./last-only.ts";
import { RamArena } from "./ram-arena.ts";
import {
  orThrow,
  type ReceiverObservation,
  type ReceiverSession,
  type ReceiverTarget,
  TargetError,
} from "./target.ts";

type Seen = ReceiverObservation | TargetError;

/** Observations in the order of the cases. Throws the first TargetError. */
export async function observeCases(
  target: ReceiverTarget,
  cases: readonly ReceiverCase[],
  batch: boolean,
): Promise<ReceiverObservation[]> {
  return (await tryCases(target, cases, batch)).map(orThrow);
}

/**
 * Observations in the order of the cases; an error where the target could not do its part in one alone. The RAM of a
 * single case on a target in process is gone with the next call. With `batch`, legal cases share sessions. Throws a
 * TargetError when the target does not show what its offer says.
 */
export async function tryCases(
  target: ReceiverTarget,
  cases: readonly ReceiverCase[],
  batch: boolean,
): Promise<Seen[]> {
  const seen = batch && cases.length > 1
    ? await observeBatches(target, cases)
    : await observeEach(target, cases);
  for (const observation of seen) checkShown(target, observation);
  return seen;
}

/** A target that says it shows something and does not would pass whatever is judged by it. */
function checkShown({ offer }: ReceiverTarget, seen: Seen): void {
  if (
    !(seen instanceof TargetError) && seen.outcome === "accepted" && offer.shows.has("ram") &&
    !seen.ram
  ) {
    throw new TargetError("the target says that it shows ram, and did not");
  }
}

/** The session of one case; `blocks` are its RAM at the start. */
export function sessionOf(c: ReceiverCase, blocks = initialRam(c)): ReceiverSession {
  return session(c, blocks, eventsOf(c));
}

/** The session of cases that can share one; `blocks` are the first one's RAM at the start, `memory` is for the packets. */
export function sharedSessionOf(
  cases: readonly ReceiverCase[],
  blocks = initialRam(cases[0]),
  memory?: ReusedMemory,
): ReceiverSession {
  return session(cases[0], blocks, wireBatch(cases, memory));
}

function session(
  { pageSize, channels, method }: ReceiverCase,
  blocks: RamBlock[],
  events: Iterable<WireEvent>,
): ReceiverSession {
  return { pageSize, channels, method, blocks, events };
}

/** Another target may be next to take the same case. */
const eventsOf = lastOnly(wireEvents);

async function observeEach(
  target: ReceiverTarget,
  cases: readonly ReceiverCase[],
): Promise<Seen[]> {
  if (target.receiveAll || cases.length !== 1) {
    const ram = startsFor(target, cases);
    return await receiveAll(target, cases.map((c, i) => sessionOf(c, ram[i])));
  }
  const seen = await target.receive(sessionOf(cases[0], arena.ramOf(cases[0])));
  await breathe();
  return [seen];
}

/** RAM at the start, until the next cases are observed. */
const arena = new RamArena();
/** By session of those that are under way together. */
const packetMemory: ReusedMemory[] = [];

/** Targets that take one session after the other may show RAM in the memory they are given. */
function startsFor(target: ReceiverTarget, cases: readonly ReceiverCase[]): RamBlock[][] {
  return target.receiveAll ? arena.ramOfAll(cases) : cases.map(initialRam);
}

async function receiveAll(
  target: ReceiverTarget,
  sessions: ReceiverSession[],
): Promise<Seen[]> {
  if (target.receiveAll) return await target.receiveAll(sessions);
  const seen: Seen[] = [];
  for (const session of sessions) {
    seen.push(await target.receive(session));
    await breathe();
  }
  return seen;
}

/**
 * Cases that can share a session do; RAM is shown between them. A case whose checkpoint was not reached
 * runs again alone, as do all behind it.
 */
async function observeBatches(
  target: ReceiverTarget,
  cases: readonly ReceiverCase[],
): Promise<Seen[]> {
  const seen: Seen[] = new Array(cases.length);
  const groups = Map.groupBy(cases.keys(), (i) => {
    const c = cases[i];
    const blocks = c.blocks.map(({ name, usedLength }) => [name, usedLength]);
    return JSON.stringify([c.pageSize, c.channels, c.method, c.level, blocks]);
  });
  const batches = [...groups.values()];
  const ram = startsFor(target, batches.map(([first]) => cases[first]));
  const observations = await receiveAll(
    target,
    batches.map((indices, k) => {
      const memory = packetMemory[k] ??= new ReusedMemory();
      return sharedSessionOf(indices.map((i) => cases[i]), ram[k], memory);
    }),
  );
  const alone: number[] = [];
  for (const [k, indices] of batches.entries()) {
    const observation = observations[k];
    if (observation instanceof TargetError) {
      alone.push(...indices);
      continue;
    }
    const { snapshots = [], ...last } = observation;
    for (const [n, i] of indices.entries()) {
      const final = n === indices.length - 1;
      // What was counted and traced is of the whole session.
      if (final && last.outcome === "accepted") seen[i] = { outcome: "accepted", ram: last.ram };
      else if (!final && snapshots[n]) seen[i] = { outcome: "accepted", ram: snapshots[n] };
      else alone.push(i);
    }
  }
  const again = await receiveAll(target, alone.map((i) => sessionOf(cases[i])));
  for (const [n, i] of alone.entries()) seen[i] = again[n];
  return seen;
}
