import { assert, assertEquals, assertRejects } from "@std/assert";
import { concat } from "@std/bytes";
import { test } from "node:test";
import type { ReceiverCase } from "../generators/case.ts";
import { initialRam } from "../generators/fill.ts";
import { Receiver } from "../protocol/receiver.ts";
import { judgeAccepted } from "./judge.ts";
import { observeCases } from "./receiver-run.ts";
import {
  type ReceiverObservation,
  type ReceiverSession,
  type ReceiverTarget,
  TargetError,
} from "./target.ts";
import { receiveInProcess } from "./targets/in-process-receiver.ts";
import { openReferenceTarget } from "./targets/reference.ts";
import { caseOf, filled, packet } from "./testing/cases.ts";

const OFFER = openReferenceTarget({ name: "reference", Receiver }).receiver!.offer;

/** Keeps each page it is given; what it was opened with is in `sessions`. */
class CheckpointTarget implements ReceiverTarget {
  readonly offer = OFFER;
  readonly sessions: ReceiverSession[] = [];
  readonly #Implementation: typeof Receiver;

  constructor(Implementation = Receiver) {
    this.#Implementation = Implementation;
  }

  receive(session: ReceiverSession): Promise<ReceiverObservation> {
    this.sessions.push(session);
    const blocks = session.blocks.map((b) => ({ ...b, bytes: b.bytes.slice() }));
    const receiver = new this.#Implementation({ ...session, blocks });
    const shown = () => blocks.map((b) => ({ ...b, bytes: b.bytes.slice() }));
    const snapshots = [];
    for (const event of session.events) {
      if (event.kind === "bytes") receiver.feed(event.channel, event.data);
      else if (event.kind === "barrier") receiver.barrier();
      else if (event.kind === "checkpoint") {
        if (receiver.fault) break;
        snapshots.push(shown());
        for (const [i, { pages }] of event.blocks.entries()) blocks[i].bytes.set(concat(pages));
      }
    }
    receiver.finish();
    receiver.close();
    const outcome = receiver.fault ? "rejected" as const : "accepted" as const;
    return Promise.resolve({ outcome, ram: shown(), snapshots, counters: receiver.counters });
  }
}

/** One page each; the last starts from RAM that is not empty. */
const CASES: readonly ReceiverCase[] = [
  caseOf([packet(0, { 0: 1 })]),
  caseOf([packet(1, { 1: 2 }, [0])]),
  caseOf([packet(0, {}, [2])], {
    blocks: [{ name: "ram", usedLength: 4 * 4096, pages: [5, 6, 7, 8].map(filled) }],
  }),
];

function wrong(cases: readonly ReceiverCase[], seen: readonly ReceiverObservation[]): boolean[] {
  return cases.map((c, i) => judgeAccepted(c, seen[i]) !== undefined);
}

test("legal cases of the same kind share a session, and each sees its own RAM", async () => {
  const target = new CheckpointTarget();
  const seen = await observeCases(target, CASES, true);
  assertEquals(target.sessions.length, 1);
  assertEquals(wrong(CASES, seen), [false, false, false]);
  assert(seen.every((s) => s.ram && !s.counters), "counters are those of the whole session");
});

test("cases that differ in page size, channels or blocks get sessions of their own", async () => {
  const cases = [
    ...CASES,
    caseOf([packet(0, { 0: 1 })], { channels: 1 }),
    caseOf([packet(0, { 0: 1 })], { blocks: [{ name: "ram", usedLength: 4096, pages: [] }] }),
    caseOf([], { pageSize: 1024 }),
  ];
  const target = new CheckpointTarget();
  const seen = await observeCases(target, cases, true);
  assertEquals(target.sessions.length, 4);
  assertEquals(wrong(cases, seen), cases.map(() => false));
});

test("a case that spoils its session runs again alone, as do all behind it", async () => {
  class Refusing extends Receiver {
    protected override validate(...[packet]: Parameters<Receiver["validate"]>) {
      return super.validate(
        packet.normalPages && packet.zeroPages ? { ...packet, magic: 0 } : packet,
      );
    }
  }
  const target = new CheckpointTarget(Refusing);
  const seen = await observeCases(target, CASES, true);
  assertEquals(target.sessions.length, 3);
  assertEquals(wrong(CASES, seen), [false, true, false]);
});

test("without batching every case has its session, with its own counters", async () => {
  const target = new CheckpointTarget();
  const seen = await observeCases(target, CASES, false);
  assertEquals(target.sessions.length, 3);
  assertEquals(seen.map((s) => s.counters!.map((c) => c.normalPages + c.zeroPages)), [
    [1, 0],
    [0, 2],
    [1, 0],
  ]);
});

test("a target that can run many sessions at once is given all of them", async () => {
  let calls = 0;
  const target: ReceiverTarget = {
    offer: OFFER,
    receive: () => Promise.reject(new Error("one by one")),
    receiveAll(sessions) {
      calls++;
      return Promise.all(sessions.map((s) => receiveInProcess((p) => new Receiver(p), s)));
    },
  };
  const seen = await observeCases(target, CASES, false);
  assertEquals([calls, wrong(CASES, seen)], [1, [false, false, false]]);
});

test("the target gets RAM as the case begins with it", async () => {
  const target = new CheckpointTarget();
  await observeCases(target, [CASES[2]], true);
  assertEquals(target.sessions[0].blocks, initialRam(CASES[2]));
});

test("a target that does not show what it says is an error, not a pass", async () => {
  const target: ReceiverTarget = {
    offer: OFFER,
    receive: () => Promise.resolve({ outcome: "accepted" }),
  };
  await assertRejects(() => observeCases(target, [caseOf([])], false), TargetError, "shows ram");
});
