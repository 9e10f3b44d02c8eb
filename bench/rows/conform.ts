/** The suite itself: how long a person waits for it, whether a second thread helps, and whether cases stay as cheap. */
import { join } from "node:path";
import type { Row, Side } from "../row.ts";
import { command, onDeno, ONE, scratch } from "../sides.ts";

const RUNS = 100;

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

export const CONFORM: readonly Row[] = [DEFAULT, JOBS, flat(10), flat(100)];

function flat(times: number): Row {
  return {
    id: `flat-${times}`,
    what: `time a case with ${times} times the runs`,
    against: `${RUNS} runs`,
    // Flat: the start of the process spread over more cases may make it less, nothing may make it more.
    goal: { ratio: "time", atMost: 1.1 },
    rounds: 7,
    long: times > 10,
    open: () => Promise.resolve({ ours: perCase(RUNS * times), peer: perCase(RUNS) }),
  };
}

/** One check, so that nothing but the number of runs grows. */
function perCase(runs: number): Side {
  const only = ["--target", "reference", "--only", "RCV-05", "--method", "none"];
  const side = run(...only, "--runs", String(runs));
  return { ...side, round: async () => await side.round() / runs };
}

function run(...options: string[]): Side {
  const out = join(scratch(), "out");
  return command(onDeno("../conformance/cli.ts", "run", "--seed", "1", "--out", out, ...options));
}
