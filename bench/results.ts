/** `results.json`: what was measured last, on which machine, and what has been lost since. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { arch, cpus, totalmem } from "node:os";
import process from "node:process";
import { isMet, type Measured, type Outcome } from "./measure.ts";
import type { Row } from "./row.ts";

interface Recorded extends Measured {
  id: string;
}

export interface Results {
  date: string;
  machine: string;
  versions: Record<string, string>;
  rows: Recorded[];
}

const FILE = new URL("results.json", import.meta.url);
/** A ratio this many times worse than recorded is no noise; a time alone may be another machine's. */
const SLACK = 3, SLACK_OF_TIMES = 10;

export function readResults(): Results {
  return JSON.parse(readFileSync(FILE, "utf8"));
}

/** Writes what was measured and returns it with what was there: rows that were not measured now stay as they were. */
export function writeResults(outcomes: readonly (readonly [Row, Outcome])[]): Results {
  const rows = new Map(known().map((row) => [row.id, row]));
  for (const [{ id }, outcome] of outcomes) {
    if (outcome.verdict !== "skipped") rows.set(id, { id, ...rounded(outcome) });
  }
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${cpus().length} × ${cpus()[0].model}, ${arch()}, ${
      Math.round(totalmem() / 2 ** 30)
    } GiB`,
    versions: versions(),
    rows: [...rows.values()],
  };
  writeFileSync(FILE, JSON.stringify(results, null, 2) + "\n");
  return results;
}

/** Lines for the rows whose ratio is far worse than recorded. */
export function lostOf(
  outcomes: readonly (readonly [Row, Outcome])[],
  { rows }: Pick<Results, "rows">,
): string[] {
  const lost: string[] = [];
  for (const [{ id, goal, absolute }, outcome] of outcomes) {
    const was = rows.find((row) => row.id === id);
    if (!was || outcome.verdict === "skipped") continue;
    const bound = goal.ratio === "time"
      ? { ratio: goal.ratio, atMost: was.median }
      : { ratio: goal.ratio, atLeast: was.median };
    if (isMet(bound, outcome.median, absolute ? SLACK_OF_TIMES : SLACK)) continue;
    lost.push(`${id}: ${outcome.median.toPrecision(3)}, recorded ${was.median.toPrecision(3)}`);
  }
  return lost;
}

function known(): Recorded[] {
  try {
    return readResults().rows;
  } catch {
    return [];
  }
}

function rounded(outcome: Measured): Measured {
  const round = (value: number) => Number(value.toPrecision(4));
  const { median, spread, ours, peer, verdict } = outcome;
  return {
    median: round(median),
    spread: [round(spread[0]), round(spread[1])],
    ours: round(ours),
    peer: round(peer),
    verdict,
  };
}

function versions(): Record<string, string> {
  const first = (program: string, ...args: string[]) =>
    spawnSync(program, args, { encoding: "utf8" }).stdout?.split("\n")[0].trim() || "none";
  return {
    runtime: first(process.execPath, "--version"),
    bun: first("npx", "-y", "bun@1.4", "--version"),
    gcc: first("gcc", "--version"),
    python: first("/usr/bin/python3", "--version"),
  };
}
