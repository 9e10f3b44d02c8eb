/** A worker: takes tasks until there are none, with embedded targets of its own. */
import { parentPort, workerData } from "node:worker_threads";
import { replayCommand } from "../commands/output.ts";
import { openTarget } from "../commands/open-target.ts";
import { type Expectation, parseExpectations } from "../expectations.ts";
import { type JudgedGroup, judgeGroups } from "../runner.ts";
import type { RunOptions } from "../run-options.ts";
import { shippedExpectations } from "../shipped-expectations.ts";
import type { Target } from "../target.ts";
import { Board } from "./board.ts";
import { type Answer, groupOf, type Order, type Outfit, type UnitOrder } from "./orders.ts";

const { out, expect } = workerData as Outfit;
const own = expect && parseExpectations(expect.text, expect.file);
const targets = new Map<string, Promise<Known>>();

interface Known {
  target: Target;
  expectations: readonly Expectation[];
}

parentPort!.on("message", async ({ options, tasks, shared, worker }: Order) => {
  const board = new Board(shared);
  const judging: RunOptions = {
    ...options,
    only: [],
    replayCommand: (target, result) => replayCommand(out, target.name, result),
    signal: signalOf(board),
  };
  for (let task; (task = board.take(worker)) !== undefined;) {
    const units = await Promise.all(tasks[task].map(opened));
    tell({ task, results: await judgeGroups(units, judging) });
  }
  tell("idle");
});

async function opened(unit: UnitOrder): Promise<JudgedGroup> {
  let target = targets.get(unit.target);
  if (!target) targets.set(unit.target, target = open(unit.target));
  return { group: groupOf(unit), ...await target };
}

/** What a run looks at between two chunks of cases. */
function signalOf(board: Board): AbortSignal {
  return {
    get aborted() {
      return board.stopped;
    },
  } as AbortSignal;
}

/** Targets that start nothing have no use for settings. */
async function open(spec: string): Promise<Known> {
  const target = await openTarget(spec, { timeoutMs: 0, jobs: 1, transport: "unix" });
  return { target, expectations: own ?? shippedExpectations(target) };
}

function tell(answer: Answer): void {
  parentPort!.postMessage(answer);
}
