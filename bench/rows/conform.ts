/** The suite itself: how long a person waits for it, whether a second thread helps, and whether cases stay as cheap. */
import { join } from "node:path";
import type { Row, Side } from "../row.ts";
import { type Command, command, contestant, onDeno, ONE, scratch } from "../sides.ts";

/** Of the peer of the flat rows: enough for the compiler to be done with most of its work. */
const RUNS = 1000;

const JOBS: Row = {
  id: "jobs-2",
  what: "conform on what comes with the project, --jobs 2",
  against: "--jobs 1",
  goal: { ratio: "speed", atLeast: 1.8 },
  rounds: 7,
  long: true,
  open: () => Promise.resolve({ ours: run("--jobs", "2"), peer: run("--jobs", "1") }),
};

const DEFAULT: Row = {
  id: "conform-default",
  what: "conform on what comes with the project, cold process, warm cache",
  against: "1 s",
  goal: { ratio: "time", atMost: 2.5 },
  rounds: 7,
  absolute: true,
  open: () => Promise.resolve({ ours: run(), peer: ONE }),
};

const DEFAULT_LIMIT: Row = {
  ...DEFAULT,
  id: "conform-default-limit",
  what: "the same judged once more by a process that has compiled all of it, no reports",
  long: true,
  open: () =>
    Promise.resolve({ ours: inSeconds(onDeno("contestants/suite.ts", "suite")), peer: ONE }),
};

const JOBS_LIMIT: Row = {
  ...JOBS,
  id: "jobs-2-limit",
  what: "two such runs with --jobs 1 side by side, which share nothing",
  against: "one after the other",
  rounds: 3,
  open() {
    const one = () => run("--jobs", "1").round();
    return Promise.resolve({
      ours: side(async () => Math.max(...await Promise.all([one(), one()]))),
      peer: side(async () => await one() + await one()),
    });
  },
};

export const CONFORM: readonly Row[] = [
  DEFAULT,
  DEFAULT_LIMIT,
  JOBS,
  JOBS_LIMIT,
  flat(10, 7),
  flat(100, 3),
];

function flat(times: number, rounds: number): Row {
  return {
    id: `flat-${times}`,
    what: `time a case with ${times} times the runs, without the start`,
    against: `${RUNS} runs`,
    goal: { ratio: "time", atMost: 1.1 },
    rounds,
    long: true,
    open: () => Promise.resolve({ ours: perCase(RUNS * times), peer: perCase(RUNS) }),
  };
}

/** One check, so that nothing but the number of runs grows; what a single case takes is the start. */
function perCase(runs: number): Side {
  const only = ["--target", "reference", "--only", "RCV-05", "--method", "none"];
  const one = run(...only, "--runs", "1"), all = run(...only, "--runs", String(runs));
  return { ...all, round: async () => (await all.round() - await one.round()) / (runs - 1) };
}

function run(...options: string[]): Side {
  const out = join(scratch(), "out");
  return command(onDeno("../conformance/cli.ts", "run", "--seed", "1", "--out", out, ...options));
}

function inSeconds(command: Command): Side {
  const own = contestant(command);
  return { ...own, round: async () => await own.round() / 1e9 };
}

function side(round: Side["round"]): Side {
  return { round, async close() {} };
}
