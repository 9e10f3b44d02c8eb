/** The kinds of sides: a program that does a round whenever it is asked, or a command timed as a whole. */
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import process from "node:process";
import { openScratch, type Scratch } from "../conformance/process/scratch.ts";
import { join } from "node:path";
import { Missing, type Row, type Side } from "./row.ts";

export type Command = readonly [program: string, ...args: string[]];

/**
 * A contestant: reads a line, does a round, writes how long a unit took; ends with its input. Throws where it cannot
 * be started.
 */
export function contestant([program, ...args]: Command): Side {
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.once("error", () => {}); // Its output ends then.
  child.stdin.on("error", () => {});
  return {
    async round() {
      child.stdin.write("\n");
      const { value, done } = await lines.next();
      const time = Number(value);
      if (done || !(time > 0)) throw new Error(`${[program, ...args].join(" ")}: wrote ${value}`);
      return time;
    },
    async close() {
      child.stdin.end();
      const hard = setTimeout(() => child.kill("SIGKILL"), 2000);
      await ended;
      clearTimeout(hard);
    },
  };
}

/** Two contestants: how a row opens them, and what their work comes to. */
export function duel(ours: () => Command, peer: () => Command): Pick<Row, "open" | "shown"> {
  return {
    open: () => Promise.resolve({ peer: contestant(peer()), ours: contestant(ours()) }),
    shown: () => [shown(ours()), shown(peer())],
  };
}

function shown([program, ...args]: Command): string {
  const { stdout, status, error } = spawnSync(program, [...args, "show"], { encoding: "utf8" });
  if (error || status !== 0) throw error ?? new Error(`${program}: exit code ${status}`);
  return stdout.trim();
}

export function onDeno(file: string, ...args: string[]): Command {
  const program = runtime("deno", ["deno@2.9", "eval", "console.log(Deno.execPath())"]);
  return [program, "run", "--allow-all", "--quiet", here(file), ...args];
}

export function onBun(file: string, ...args: string[]): Command {
  const program = runtime("bun", ["bun@1.4", "-e", "console.log(process.execPath)"]);
  return [program, here(file), ...args];
}

/** Compiles `contestants/NAME.c` with -O2. */
export function inC(name: string, args: string[], libraries: string[] = []): Command {
  const binary = join(scratch(), name);
  const flags = ["-O2", "-Wall", "-o", binary, here(`contestants/${name}.c`)];
  const { error, status, stderr } = spawnSync("gcc", [...flags, ...libraries], {
    encoding: "utf8",
  });
  if (error) throw new Missing("no gcc here");
  if (status !== 0) throw new Error(`gcc: ${stderr}`);
  return [binary, ...args];
}

export function inPython(name: string, ...args: string[]): Command {
  const { status } = spawnSync("/usr/bin/python3", ["-c", "import hypothesis, construct"]);
  if (status !== 0) throw new Missing("no python3-hypothesis and python3-construct here");
  return ["/usr/bin/python3", here(`contestants/${name}.py`), ...args];
}

/** Seconds that a command takes, start and end included. It must end with exit code 0. */
export function command([program, ...args]: Command): Side {
  return {
    round() {
      const start = performance.now();
      const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
      let words = "";
      child.stderr.setEncoding("utf8").on("data", (text) => words = (words + text).slice(-2000));
      return new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (code) => {
          if (code === 0) resolve((performance.now() - start) / 1000);
          else reject(new Error(`${[program, ...args].join(" ")}: exit code ${code}\n${words}`));
        });
      });
    },
    async close() {},
  };
}

/** A peer that is a number: what a person waits for is wanted in seconds. */
export const ONE: Side = { round: () => Promise.resolve(1), async close() {} };

function here(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

let folder: Scratch | undefined;
/** A folder of this run, for what it makes; not in /dev, where conform may not write. */
export function scratch(): string {
  folder ??= openScratch([tmpdir()]);
  return folder.path;
}

/** When all rows are through. */
export function removeScratch(): void {
  folder?.remove();
  folder = undefined;
}

const found: Record<string, string> = {};
/** The path of a runtime: the one that runs this, or npm's. */
function runtime(name: "deno" | "bun", print: readonly string[]): string {
  if (process.versions[name]) return process.execPath;
  if (found[name]) return found[name];
  const { status, stdout } = spawnSync("npx", ["-y", ...print], { encoding: "utf8" });
  if (status !== 0) throw new Missing(`no ${name} here: npx -y ${print[0]} does not start`);
  return found[name] = stdout.trim();
}
