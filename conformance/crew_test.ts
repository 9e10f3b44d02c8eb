import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import type { Result } from "../reports/model.ts";
import { CHECKS } from "./checks/mod.ts";
import { type Crew, type Lead, openCrew } from "./crew.ts";
import { Board } from "./crew/board.ts";
import { plan } from "./plan.ts";
import { run } from "./runner.ts";
import type { Target } from "./target.ts";
import { openMutantTarget } from "./targets/mutant.ts";
import { openReferenceTarget } from "./targets/reference.ts";
import { tasksOf } from "./tasks.ts";

const TARGET = openReferenceTarget();
const OPTIONS = { seed: 1, runs: 1, only: ["RCV-0*"] };
const PLAN = plan(CHECKS, TARGET, "patch", OPTIONS);
const TASKS = tasksOf([TARGET], [PLAN]);
/** The same of a target that a worker cannot open. */
const LOST = TASKS.map((task) => task.map((unit) => ({ ...unit, name: "mutant:that-is-none" })));

/** A lead that finds nothing, and does so when `ready` says that it may. */
function idleLead(ready: Promise<void> = Promise.resolve()) {
  const done = new Map<number, Result[][]>();
  const lead: Lead = {
    async judge(task) {
      await ready;
      return task.map(() => []);
    },
    done(task, results) {
      assert(!done.has(task), `task ${task} is done twice`);
      done.set(task, results);
    },
    stopped: () => false,
    lost: (task, reason) => task.map(() => [{ reason } as Result]),
  };
  return { lead, done };
}

/** A lead that begins when a worker has given its first results. */
function patientLead() {
  let begin = () => {};
  const { lead, done } = idleLead(new Promise((resolve) => begin = resolve));
  const own = lead.done;
  lead.done = (task, results) => {
    own(task, results);
    begin();
  };
  return { lead, done };
}

async function withCrew(work: (crew: Crew) => unknown, threads = 2) {
  const crew = openCrew(threads, { out: "reports/out" });
  try {
    await work(crew);
  } finally {
    await crew.close();
  }
}

test("lead and workers do each task once, and the workers their share", async () => {
  const { lead, done } = patientLead();
  await withCrew((crew) => crew.work(TASKS, OPTIONS, lead));
  assertEquals(done.size, TASKS.length);
  const byWorkers = [...done.values()].filter(([results]) => results.length > 0);
  assert(byWorkers.length > 0 && byWorkers.length < TASKS.length, `${byWorkers.length} of them`);
});

test("two threads find what one finds, in the same order", async () => {
  await withCrew(async (crew) => {
    assertEquals(await found(TARGET, { ...OPTIONS, crew }), await found(TARGET, OPTIONS));
  });
});

test("a worker judges the targets of each run, whatever those of the one before were", async () => {
  await withCrew(async (crew) => {
    await run([openMutantTarget("magic-unchecked"), TARGET], { ...OPTIONS, crew });
    assertEquals(await found(TARGET, { ...OPTIONS, crew }), await found(TARGET, OPTIONS));
  });
});

async function found(target: Target, options: Parameters<typeof run>[1]): Promise<Result[]> {
  return (await run([target], options)).targets[0].results.map((r) => ({ ...r, durationMs: 0 }));
}

test("what a dead worker had taken is lost with a reason, and the lead does the rest", async () => {
  const { lead, done } = patientLead();
  await withCrew((crew) => crew.work(LOST, OPTIONS, lead));
  assertEquals(done.size, TASKS.length);
  const reasons = [...done.values()].flatMap(([results]) => results.map((r) => r.reason!));
  assertEquals(reasons.length, 1);
  assert(reasons[0].startsWith("a worker died: "), reasons[0]);
});

test("a worker that dies before it is asked for anything is not missed", async () => {
  const { lead, done } = idleLead();
  const expect = { file: "expected.txt", text: "no line of such a file" };
  const crew = openCrew(2, { out: "reports/out", expect });
  crew.start();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await crew.work(TASKS, OPTIONS, lead);
  await crew.close();
  assertEquals(done.size, TASKS.length);
  assertEquals([...done.values()].flat(2), []);
});

test("takers begin at either end and leave no task out", () => {
  const board = new Board(5);
  const other = new Board(board.shared);
  const taken = [board.take(1), other.take(2), board.take(1), other.take(2), other.take(2)];
  assertEquals(taken, [0, 4, 1, 3, 2]);
  assertEquals([board.take(1), other.take(2)], [undefined, undefined]);
  assertEquals([0, 1, 2, 3, 4].map((task) => board.takerOf(task)), [1, 1, 2, 2, 2]);
});

test("once the run is stopped no further task is begun", async () => {
  const { lead, done } = idleLead();
  const stop = new AbortController();
  lead.done = (task, results) => {
    done.set(task, results);
    if (done.size === 3) stop.abort();
  };
  const options = { ...OPTIONS, signal: stop.signal };
  await withCrew((crew) => crew.work(TASKS, options, lead), 1);
  assertEquals(done.size, 3);
});

test("few tasks are done without a worker", async () => {
  const { lead, done } = idleLead();
  await withCrew((crew) => crew.work(LOST.slice(0, 8), OPTIONS, lead));
  assertEquals(done.size, 8);
});

test("targets with the same offer share their tasks, others have their own", () => {
  const other = openReferenceTarget();
  const offer = { ...other.receiver!.offer };
  const apart = { ...other, receiver: { ...other.receiver!, offer } };
  assertEquals(tasksOf([TARGET, other], [PLAN, PLAN]).length, TASKS.length);
  const tasks = tasksOf([TARGET, apart], [PLAN, PLAN]);
  assertEquals(tasks.length, 2 * TASKS.length);
  assertEquals(tasks.map(([{ target }]) => target).toSorted(), tasks.map(([{ target }]) => target));
});
