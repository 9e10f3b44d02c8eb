/**
 * Sees whether a process has anything left to do. A QEMU whose threads all sleep, and have not run since we last looked,
 * has read all it was sent and done all it will do about it: no fixed waiting, and a hang is seen at once.
 */
import { spawn } from "node:child_process";
import process from "node:process";
import { createInterface } from "node:readline";
import { setImmediate } from "node:timers";
import { TargetError } from "../../target.ts";
import { beforeExit } from "../../process/cleanup.ts";
import { readThreads } from "./threads.ts";

export interface Sample {
  /** Every thread waits for something. */
  asleep: boolean;
  /** Changes whenever a thread has run. */
  ran: string;
  /** CPU time of its threads in ms, and how often they were woken. */
  effort: number;
}

export interface Watch {
  /** The process now; undefined when it has ended. Throws a TargetError when nothing can be seen. */
  sample(pid: number): Promise<Sample | undefined>;
  close(): void;
}

/** A line for each pid, as `readThreads` has it. */
const SCRIPT = `while read -r pid; do
  for task in /proc/$pid/task/*; do
    { read -r ran < $task/schedstat && read -r stat < $task/stat && printf '%s;%s|' "$ran" "$stat"; } 2>&-
  done
  echo
done`;

/** Starts watching; one watch serves any number of processes. Throws a TargetError where the kernel shows too little. */
export async function openWatch(): Promise<Watch> {
  const watch = mayRead() ? ownWatch() : shellWatch();
  if (await watch.sample(process.pid)) return watch;
  watch.close();
  throw new TargetError("a live QEMU is watched in /proc/PID/task/*/schedstat, and there is none");
}

function mayRead(): boolean {
  try {
    readThreads(process.pid);
    return true;
  } catch {
    return false;
  }
}

function ownWatch(): Watch {
  return { sample: (pid) => Promise.resolve(sampleOf(readThreads(pid))), close() {} };
}

/** Where /proc is closed to this program a shell looks. */
function shellWatch(): Watch {
  const child = spawn("sh", ["-c", SCRIPT], { stdio: ["pipe", "pipe", "ignore"] });
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  let broken: Error | undefined;
  const fail = () => {
    broken = new TargetError("the shell that watches /proc has ended");
    for (const { reject } of waiting.splice(0)) reject(broken);
  };
  child.on("error", fail);
  child.on("close", fail);
  child.stdin.on("error", fail);
  createInterface(child.stdout).on("line", (line) => waiting.shift()?.resolve(line));
  const keep = beforeExit(() => child.kill("SIGKILL"));
  return {
    async sample(pid) {
      if (broken) throw broken;
      const line = new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }));
      child.stdin.write(`${pid}\n`);
      return sampleOf(await line);
    },
    close() {
      keep();
      child.kill("SIGKILL");
    },
  };
}

/** The sample in a line: `schedstat;stat|` for each thread. */
export function sampleOf(line: string): Sample | undefined {
  const threads = line.split("|").slice(0, -1).map((thread) => thread.split(";"));
  if (threads.length === 0) return undefined;
  return {
    // The name before the state may hold anything but ends with the last parenthesis.
    asleep: threads.every(([, stat]) => stat.slice(stat.lastIndexOf(")") + 1).startsWith(" S")),
    ran: threads.map(([ran]) => ran).join(),
    effort: threads.reduce((sum, [ran]) => sum + effortOf(ran), 0),
  };
}

/** `schedstat`: time on a CPU and time waiting for one in ns, number of times on a CPU. */
function effortOf(schedstat: string): number {
  const [ns, , times] = schedstat.split(" ").map(Number);
  return ns / 1e6 + times;
}

/** After so much effort a process that was handed nothing new runs in circles: a whole session takes a tenth of it. */
const CIRCLES = 1000;

export interface Wait {
  watch: Watch;
  pid: number;
  /** Of `performance.now()`. */
  deadline: number;
  /** What we still have to hand over: as long as it changes, nothing is settled. */
  pending(): number;
  /** Resolves where there is nothing to wait for any more. */
  done?: Promise<unknown>;
}

/** Looks that must show the same. A write of ours goes on in parts, and the next part waits for a turn of our own. */
const LOOKS = 2, LOOKS_WHILE_PENDING = 8;

/** Waits until the process sleeps for good or has ended. */
export async function untilAsleep(
  wait: Wait,
): Promise<"asleep" | "ended" | "circling" | "late" | "done"> {
  const { watch, pid, deadline, pending, done } = wait;
  let isDone = false;
  void done?.then(() => isDone = true);
  if (done) await pause(done);
  let last: string | undefined;
  let same = 0;
  let isSecondLook = false;
  let since: { pending: number; effort: number } | undefined;
  while (performance.now() < deadline) {
    if (isDone) return "done";
    const left = pending();
    const sample = await watch.sample(pid);
    if (!sample) return "ended";
    if (since?.pending !== left) since = { pending: left, effort: sample.effort };
    if (sample.effort - since.effort > CIRCLES) return "circling";
    const now = sample.asleep ? `${sample.ran} ${left}` : undefined;
    same = now !== undefined && now === last ? same + 1 : 1;
    if (now !== undefined && same >= (left > 0 ? LOOKS_WHILE_PENDING : LOOKS)) return "asleep";
    last = now;
    isSecondLook = sample.asleep && !isSecondLook;
    await (isSecondLook ? turn() : pause(done));
  }
  return "late";
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** More than a turn: turns that follow each other keep sockets, of other sessions too, from being served. */
function pause(done?: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const over = setTimeout(resolve, 1);
    void done?.then(() => {
      clearTimeout(over);
      resolve();
    });
  });
}
