/** `conform`: judges targets, prints a summary, writes reports. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import process from "node:process";
import { type MethodName, METHODS } from "../../protocol/flags.ts";
import { runEnd } from "../../reports/events.ts";
import type { Report, Role } from "../../reports/model.ts";
import { writeReports } from "../../reports/write.ts";
import { campaign } from "../campaign.ts";
import { CHECKS } from "../checks/mod.ts";
import { openCrew } from "../crew.ts";
import { type Expectation, parseExpectations } from "../expectations.ts";
import { globMatches } from "../glob.ts";
import { shippedExpectations } from "../shipped-expectations.ts";
import { keepToFiles } from "../permissions.ts";
import { type Filter, selected } from "../plan.ts";
import { type ProfileName, PROFILES } from "../profiles.ts";
import { startProgress } from "../progress.ts";
import type { RunOptions } from "../run-options.ts";
import { run, runHead } from "../runner.ts";
import { type Target, TargetError } from "../target.ts";
import { TOOL } from "../tool.ts";
import { updateExpectations } from "../update-expectations.ts";
import { UsageError } from "../usage-error.ts";
import { defaultTargets, isEmbedded, openTarget } from "./open-target.ts";
import { choice, duration, integer, list, shard } from "./option-values.ts";
import {
  exitCodeOf,
  makeFile,
  makePlaces,
  openAllEvents,
  replayCommand,
  reportersOf,
  saveCases,
  tellLost,
} from "./output.ts";

/** As the command line gives them: text. */
export interface RunFlags {
  target?: string[];
  to?: string;
  role?: string;
  only?: string[];
  profile?: string;
  method?: string;
  runs?: string;
  seed?: string;
  shard?: string;
  jobs: string;
  timeout: string;
  transport: string;
  for?: string;
  expect?: string;
  updateExpect?: boolean;
  strict?: boolean;
  bail?: boolean;
  out: string;
  reporter?: string[];
}

/** Returns the exit code. Throws a UsageError for a wrong option or file. */
export async function runCommand(flags: RunFlags): Promise<number> {
  const specs = flags.target ?? defaultTargets();
  const options = optionsOf(flags);
  checkLeft(options);
  const timeMs = flags.for === undefined ? undefined : duration("--for", flags.for);
  checkTogether(flags, specs);
  const choices = reportersOf(flags.reporter, ["events"]);
  const settings = {
    timeoutMs: integer("--timeout", flags.timeout, 1, 3_600_000),
    jobs: integer("--jobs", flags.jobs, 1, 64),
    transport: choice("--transport", flags.transport, ["unix", "tcp"] as const),
    to: flags.to,
  };
  makePlaces(flags.out, choices);
  if (flags.updateExpect) makeFile(`--expect ${flags.expect}`, flags.expect!);
  const embedded = specs.every(isEmbedded);
  if (embedded) await keepToFiles([flags.out, flags.expect, ...choices.map((c) => c.path)]);
  const known = readExpectations(flags);
  const own = known === undefined ? undefined : expectationsIn(known, flags.expect!);
  const expect = known === undefined ? undefined : { file: flags.expect!, text: known };
  const crew = embedded ? openCrew(settings.jobs, { out: flags.out, expect }) : undefined;
  try {
    // While a worker starts, the targets are opened here.
    if (options.only.length === 0) crew?.start();
    return await judgeAndReport(await openAll(specs, settings));
  } finally {
    await crew?.close();
  }

  async function judgeAndReport({ targets, broken }: Opened): Promise<number> {
    if (targets.length === 0) throw new TargetError(broken.join("\nerror: "));
    const lost: string[] = [];
    const emit = openAllEvents(
      choices.filter((c) => c.name === "events"),
      flags.out,
      (why) => lost.push(why),
    );
    emit({ event: "run-start", schema: 1, tool: TOOL, run: runHead(options) });
    const stop = new AbortController();
    const report = await judge(targets, stop, timeMs, {
      ...options,
      crew,
      expectations: (target) => own ?? shippedExpectations(target),
      replayCommand: (target, result) => replayCommand(flags.out, target.name, result),
      onTarget: (target, seed) => emit({ event: "target-start", target, seed }),
      onResult: ({ name }, result) => emit({ event: "result", target: name, result }),
    });
    report.run.complete &&= broken.length === 0;
    emit(runEnd(report));
    lost.push(...saveCases(report, flags.out));
    const strict = flags.strict === true;
    const others = choices.filter((c) => c.name !== "events");
    lost.push(...await writeReports(report, others, flags.out, { strict }));
    const code = tellLost(lost, exitCodeOf(report, strict));
    for (const message of broken) process.stderr.write(`error: ${message}\n`);
    tellNotes(targets);
    if (stop.signal.aborted) return stop.signal.reason;
    if (flags.updateExpect) {
      return writeUpdate(known!, flags.expect!, report) || (lost.length > 0 ? 3 : 0);
    }
    return code || (broken.length > 0 ? 3 : 0);
  }
}

function tellNotes(targets: readonly Target[]): void {
  for (const { name, notes = [] } of targets) {
    for (const note of notes) process.stderr.write(`note: --target ${name}: the program ${note}\n`);
  }
}

/** Judges and closes the targets; a campaign where there is a time. Ctrl-C aborts `stop`. */
async function judge(
  targets: readonly Target[],
  stop: AbortController,
  timeMs: number | undefined,
  options: RunOptions,
): Promise<Report> {
  const interrupted = onInterrupt(stop);
  const progress = startProgress();
  const timeUp = new AbortController();
  const timer = timeMs === undefined ? undefined : setTimeout(() => timeUp.abort(), timeMs);
  const judging = { ...options, signal: stop.signal, onGroup: progress.group };
  try {
    return timer ? await campaign(targets, judging, timeUp.signal) : await run(targets, judging);
  } finally {
    clearTimeout(timer);
    progress.stop();
    await Promise.allSettled(targets.map((t) => t.close()));
    interrupted.dispose();
  }
}

function optionsOf(flags: RunFlags) {
  return {
    seed: flags.seed === undefined ? randomSeed() : integer("--seed", flags.seed, 0, 0x7fffffff),
    runs: flags.runs === undefined ? undefined : integer("--runs", flags.runs, 1, 1_000_000),
    profile: flags.profile === undefined
      ? undefined
      : choice<ProfileName>("--profile", flags.profile, PROFILES),
    only: onlyOf(flags.only ?? []),
    role: flags.role === undefined
      ? undefined
      : choice<Role>("--role", flags.role, ["sender", "receiver"]),
    methods: flags.method === undefined
      ? undefined
      : list<MethodName>("--method", flags.method, METHODS),
    shard: flags.shard === undefined ? undefined : shard(flags.shard),
    bail: flags.bail,
  };
}

function onlyOf(globs: string[]): string[] {
  for (const glob of globs) {
    if (!CHECKS.some((check) => selected(check, [glob]))) {
      throw new UsageError(`--only ${glob}: no check or requirement has that id; list shows them`);
    }
  }
  return globs;
}

/** Nothing judged is nothing passed: options that together leave no check are a slip. */
function checkLeft({ only, role, methods }: Filter): void {
  const isLeft = CHECKS.some((check) =>
    selected(check, only) && (role === undefined || check.role === role) &&
    (methods === undefined || methods.some((m) => (check.methods ?? METHODS).includes(m)))
  );
  if (!isLeft) throw new UsageError("--only, --role and --method: together they leave no check");
}

interface Opened {
  targets: Target[];
  /** Why the others cannot be judged. */
  broken: string[];
}

/** A target that cannot be opened does not keep the others from being judged. */
async function openAll(
  specs: string[],
  settings: Parameters<typeof openTarget>[1],
): Promise<Opened> {
  const targets: Target[] = [];
  const broken: string[] = [];
  for (const spec of specs) {
    try {
      targets.push(await openTarget(spec, settings));
    } catch (error) {
      if (!(error instanceof TargetError)) {
        await Promise.allSettled(targets.map((t) => t.close()));
        throw error;
      }
      broken.push(`--target ${spec}: ${error.message}`);
    }
  }
  return { targets, broken };
}

/** The file's text; there need not be one where it is about to be written. */
function readExpectations({ expect: file, updateExpect }: RunFlags): string | undefined {
  if (file === undefined) return undefined;
  try {
    if (updateExpect && !existsSync(file)) return "";
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`--expect ${file}: ${(error as Error).message}`);
  }
}

/** Throws a UsageError for a line that can speak of nothing. */
function expectationsIn(text: string, file: string): Expectation[] {
  const all = parseExpectations(text, file);
  for (const { check, method, line } of all) {
    if (!CHECKS.some(({ id }) => globMatches(check, id))) {
      throw new UsageError(`${file}:${line}: no check is called ${JSON.stringify(check)}`);
    }
    const none = method.split(",").find((glob) => !METHODS.some((m) => globMatches(glob, m)));
    if (none !== undefined) {
      throw new UsageError(`${file}:${line}: no method is called ${JSON.stringify(none)}`);
    }
  }
  return all;
}

/** Options that say nothing together. */
function checkTogether(flags: RunFlags, specs: readonly string[]): void {
  if (flags.for !== undefined && flags.shard !== undefined) {
    throw new UsageError("--for with --shard: give each machine a --seed of its own instead");
  }
  const twice = specs.find((spec, i) => specs.indexOf(spec) < i);
  if (twice !== undefined) throw new UsageError(`--target ${twice}: it is named twice`);
  if (!flags.updateExpect) return;
  if (flags.expect === undefined) throw new UsageError("--update-expect: --expect names the file");
  if (specs.length !== 1) throw new UsageError("--update-expect: expected one --target");
  if (flags.shard !== undefined) {
    throw new UsageError("--update-expect with --shard: a shard is not the whole run");
  }
}

/** Returns the exit code: what is wrong is listed now. */
function writeUpdate(known: string, file: string, report: Report): number {
  if (!report.run.complete) {
    process.stderr.write(`${file}: not written, for the run did not come to its end\n`);
    return exitCodeOf(report, false);
  }
  const [target] = report.targets;
  const { text, added, narrowed, removed } = updateExpectations(known, file, target);
  if (text !== known) writeFileSync(file, text);
  process.stderr.write(
    `${file}: lines added: ${added}, narrowed: ${narrowed}, removed: ${removed}\n`,
  );
  return target.summary.error > 0 ? 3 : 0;
}

/** Exit codes. */
const STOPPED = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** The first Ctrl-C ends the run and keeps what was found; the second ends the program. */
function onInterrupt(stop: AbortController): { dispose(): void } {
  const handler = (signal: keyof typeof STOPPED) => {
    if (stop.signal.aborted) process.exit(STOPPED[signal]);
    process.stderr.write("\nstopping: what was found so far is written; again to stop at once\n");
    stop.abort(STOPPED[signal]);
  };
  for (const signal of Object.keys(STOPPED)) process.on(signal, handler);
  return {
    dispose() {
      for (const signal of Object.keys(STOPPED)) process.off(signal, handler);
    },
  };
}

function randomSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] >>> 1;
}
