import { assertEquals } from "@std/assert";
import process from "node:process";
import { test } from "node:test";
import { openWatch, type Sample, sampleOf, untilAsleep, type Wait, type Watch } from "./watch.ts";

const STAT = (name: string, state: string) => `7 (${name}) ${state} 1 7 7 0 -1 4194560`;

test("a process is asleep when all its threads are", () => {
  const both = (a: string, b: string) =>
    sampleOf(`1000000 5 3;${STAT("main", a)}|500000 0 2;${STAT("worker) R (", b)}|`)!.asleep;
  assertEquals(both("S", "S"), true);
  assertEquals(both("S", "R"), false);
  assertEquals(both("D", "S"), false);
  assertEquals(both("S", "Z"), false);
});

test("effort is CPU time in ms plus the number of times threads ran", () => {
  assertEquals(sampleOf(`1500000 5 3;${STAT("a", "S")}|500000 0 2;${STAT("b", "S")}|`)!.effort, 7);
});

test("a process that has ended has no threads", () => {
  assertEquals(sampleOf(""), undefined);
});

test("a watch sees this process, and none where there is none", async () => {
  const watch = await openWatch();
  try {
    const [own, none] = await Promise.all([watch.sample(process.pid), watch.sample(2 ** 22 + 1)]);
    assertEquals(own!.effort > 0, true);
    assertEquals(none, undefined);
  } finally {
    watch.close();
  }
});

/** Shows one sample after the other, the last one for ever. */
function scripted(samples: (Sample | undefined)[]): Watch & { looks: number } {
  const watch = {
    looks: 0,
    sample: () => Promise.resolve(samples[Math.min(watch.looks++, samples.length - 1)]),
    close() {},
  };
  return watch;
}

const asleep = (ran: string, effort = 0): Sample => ({ asleep: true, ran, effort });
const awake: Sample = { asleep: false, ran: "", effort: 0 };
const later = () => performance.now() + 4000;

function wait(watch: Watch, more: Partial<Wait> = {}) {
  return untilAsleep({ watch, pid: 1, deadline: later(), pending: () => 0, ...more });
}

test("asleep is twice asleep without having run in between", async () => {
  const watch = scripted([asleep("1"), awake, asleep("1"), asleep("2"), asleep("3"), asleep("3")]);
  assertEquals(await wait(watch), "asleep");
  assertEquals(watch.looks, 6);
});

test("as long as bytes are taken from us nothing is settled", async () => {
  const watch = scripted([asleep("1")]);
  let left = 4;
  assertEquals(await wait(watch, { pending: () => Math.max(0, --left) }), "asleep");
  assertEquals(watch.looks, 5);
});

test("bytes that are not taken are waited for longer: our own part of a write may be missing", async () => {
  const watch = scripted([asleep("1")]);
  assertEquals(await wait(watch, { pending: () => 5 }), "asleep");
  assertEquals(watch.looks, 8);
});

test("a process that runs on without new bytes is given up before the time is up", async () => {
  const polls = Array.from({ length: 20 }, (_, i) => asleep(String(i), i * 100));
  assertEquals(await wait(scripted(polls)), "circling");
});

test("the end of the process, of the time and of what was waited for are told apart", async () => {
  assertEquals(await wait(scripted([awake, undefined])), "ended");
  assertEquals(await wait(scripted([awake]), { deadline: performance.now() + 10 }), "late");
  const done = new Promise((resolve) => setTimeout(resolve, 5));
  assertEquals(await wait(scripted([awake]), { done }), "done");
});
