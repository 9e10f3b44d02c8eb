/** `smoke`: one word with a program behind `exec:`, and what is wrong first. */
import process from "node:process";
import { REPLAY_CHECKS } from "../checks/sender/replay.ts";
import type { Problem } from "../check.ts";
import { judgeAccepted, judgeCounters } from "../judge.ts";
import { observeCases } from "../receiver-run.ts";
import { observeJobs } from "../sender-run.ts";
import {
  type ReceiverOffer,
  type ReceiverTarget,
  type SenderOffer,
  type SenderTarget,
  type Target,
  TargetError,
} from "../target.ts";
import { openExecTarget } from "../targets/exec/open.ts";
import { commandOf } from "../targets/exec/command.ts";
import { tinyCase, tinyJob } from "../targets/exec/tiny.ts";
import { commandLine } from "../tool.ts";
import { UsageError } from "../usage-error.ts";
import { integer } from "./option-values.ts";

export interface SmokeFlags {
  target: string;
  timeout: string;
}

/** 0: it speaks the protocol; 1: it does not, and the last line says why. */
export async function smokeCommand(flags: SmokeFlags): Promise<number> {
  const spec = flags.target;
  if (!spec.startsWith("exec:")) {
    throw new UsageError(`--target ${spec}: expected exec:COMMAND ARGS`);
  }
  commandOf(spec);
  const timeoutMs = integer("--timeout", flags.timeout, 1, 3_600_000);
  let step = "hello";
  const done = (words: string) => line("ok", step, words);
  try {
    const target = await openExecTarget(spec, { timeoutMs, jobs: 1 });
    try {
      done(target.version);
      for (const words of offersIn(target)) line("", "", words);
      for (const next of stepsOf(target)) {
        step = next.name;
        const problem = await next.run();
        if (problem) throw new Problematic(problem);
        done(next.words);
      }
    } finally {
      await target.close();
    }
    step = "bye";
    for (const note of target.notes ?? []) throw new TargetError(`the program ${note}`);
    done("it ended");
  } catch (error) {
    if (!(error instanceof TargetError || error instanceof Problematic)) throw error;
    line("wrong", step, error.message);
    return 1;
  }
  process.stdout.write(
    `It speaks the protocol: ${commandLine("conform")} --target '${spec}' judges it.\n`,
  );
  return 0;
}

/** It answered, and not as a legal session calls for. */
class Problematic extends Error {
  constructor({ expected, observed }: Problem) {
    super(`expected ${expected}; observed ${observed}`);
  }
}

interface Step {
  name: string;
  /** What there was to see when nothing is wrong. */
  words: string;
  run(): Promise<Problem | undefined>;
}

function stepsOf({ receiver, sender }: Target): Step[] {
  return [
    ...(receiver ? receiver.offer.methods.map((method) => receiveStep(receiver, method)) : []),
    ...(sender ? sender.offer.methods.map((method) => sendStep(sender, method)) : []),
  ];
}

function receiveStep(receiver: ReceiverTarget, method: ReceiverOffer["methods"][number]): Step {
  const { offer } = receiver;
  const shown = ["ram", "counters"].filter((word) => offer.shows.has(word as "ram"));
  return {
    name: `receive ${method}`,
    words: ["accepted", ...shown].join(", "),
    async run() {
      const testCase = tinyCase(offer, method);
      const [seen] = await observeCases(receiver, [testCase], false);
      return judgeAccepted(testCase, seen) ??
        (offer.shows.has("counters") ? judgeCounters(testCase, seen) : undefined);
    },
  };
}

function sendStep(sender: SenderTarget, method: SenderOffer["methods"][number]): Step {
  return {
    name: `send ${method}`,
    words: "completed, and all RAM is in what it wrote",
    async run() {
      const [run] = await observeJobs(sender, [tinyJob(sender.offer, method)]);
      return REPLAY_CHECKS[0].judge(run);
    },
  };
}

function* offersIn({ receiver, sender }: Target): Iterable<string> {
  if (receiver) yield `receiver: ${wordsOf(receiver.offer)}`;
  if (sender) {
    yield `sender: ${wordsOf(sender.offer)}; detection ${sender.offer.detections.join(", ")}`;
  }
}

function wordsOf({ methods, pageSizes, maxChannels, layout, shows }: ReceiverOffer | SenderOffer) {
  return `${methods.join(", ")}; pages of ${
    pageSizes.join(", ")
  } bytes; up to ${maxChannels} channels; ` +
    `layout ${layout}; shows ${[...shows].join(", ") || "nothing"}`;
}

function line(verdict: string, step: string, words: string): void {
  process.stdout.write(`${verdict.padEnd(5)}  ${step.padEnd(12)}  ${words}\n`);
}
