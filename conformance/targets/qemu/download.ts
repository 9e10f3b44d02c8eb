/** Unpacks Debian's builds of QEMU into the cache, each with every library it needs; the system is left alone. */
import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { TargetError } from "../../target.ts";
import { type Build, buildFolder, cacheFolder, readBuild } from "./cache.ts";
import { beforeExit } from "../../process/cleanup.ts";
import { sweep } from "../../process/scratch.ts";

/** Debian's package for a guest architecture; others are named after the architecture. */
const PACKAGES: Record<string, string> = {
  x86_64: "x86",
  aarch64: "arm",
  arm: "arm",
  ppc64: "ppc",
};
const DEFAULT_MIRROR = "http://deb.debian.org/debian";
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";
const UNFINISHED = ".unfinished-";

export interface FetchOptions {
  cache?: string;
  /** Runs a program to its end; rejects with its own words. */
  run?: (command: string, args: readonly string[]) => Promise<string>;
}

/**
 * The build of a suite, downloaded unless the cache has it. Throws a TargetError in one line when it cannot be had; then,
 * and when this program is ended, nothing of it stays.
 */
export async function fetchBuild(
  suite: string,
  arch: string,
  options: FetchOptions = {},
): Promise<Build> {
  const { cache = cacheFolder(), run = runProgram } = options;
  const folder = buildFolder(cache, suite, arch);
  const cached = readBuild(folder);
  if (cached) return cached;
  mkdirSync(cache, { recursive: true });
  sweep(cache, /^\.unfinished-(\d+)-/);
  const unfinished = join(cache, `${UNFINISHED}${process.pid}-${suite}-${arch}`);
  const remove = () => rmSync(unfinished, { recursive: true, force: true });
  const keep = beforeExit(remove);
  try {
    await unpack(suite, arch, unfinished, run);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } catch (error) {
    throw new TargetError(`${suite} (${arch}): ${(error as Error).message}`);
  } finally {
    keep();
    remove();
  }
  return readBuild(folder)!;
}

async function unpack(
  suite: string,
  arch: string,
  folder: string,
  run: NonNullable<FetchOptions["run"]>,
): Promise<void> {
  const apt = join(folder, "apt");
  const root = join(folder, "root");
  for (const part of ["lists/partial", "archives/partial"]) {
    mkdirSync(join(apt, part), { recursive: true });
  }
  mkdirSync(root);
  writeFileSync(join(apt, "sources.list"), sourcesOf(suite, mirror()));
  writeFileSync(join(apt, "status"), "");
  const options = [
    `Dir::Etc::SourceList=${apt}/sources.list`,
    "Dir::Etc::SourceParts=/dev/null",
    `Dir::State::Lists=${apt}/lists`,
    `Dir::State::status=${apt}/status`,
    `Dir::Cache=${apt}`,
    `Dir::Cache::Archives=${apt}/archives`,
    "APT::Sandbox::User=root",
    "APT::Update::Error-Mode=any",
    "Acquire::Languages=none",
  ].flatMap((option) => ["-o", option]);
  await run("apt-get", [...options, "-qq", "update"]);
  const packageName = `qemu-system-${PACKAGES[arch] ?? arch}`;
  await run("apt-get", [
    ...options,
    ...["-qq", "-y", "--no-install-recommends", "--download-only", "-t", suite],
    ...["install", packageName],
  ]);
  const archives = readdirSync(join(apt, "archives")).filter((name) => name.endsWith(".deb"));
  for (const name of archives) await run("dpkg", ["-x", join(apt, "archives", name), root]);
  rmSync(apt, { recursive: true });
  const program = join(folder, `qemu-system-${arch}`);
  writeFileSync(program, launcher(folder, arch), { mode: 0o755 });
  const version = /version (\d+(?:\.\d+)+)/.exec(await run(program, ["--version"]))?.[1];
  if (!version) throw new Error(`${program} --version says no version`);
  writeFileSync(join(folder, "build.json"), JSON.stringify({ suite, arch, version }) + "\n");
}

/** A backports suite needs its base suite for the libraries. */
export function sourcesOf(suite: string, mirror: string): string {
  const base = suite.replace(/-backports$/, "");
  return [...new Set([suite, base])]
    .map((name) => `deb [signed-by=${KEYRING}] ${mirror} ${name} main\n`)
    .join("");
}

/** The mirror that this machine uses already. */
function mirror(): string {
  for (const file of ["/etc/apt/sources.list.d/debian.sources", "/etc/apt/sources.list"]) {
    try {
      const found = /^\s*(?:URIs:|deb\s+(?:\[.*?\]\s+)?)\s*(https?:\S*\/debian)\/?(?:\s|$)/m
        .exec(readFileSync(file, "utf8"));
      if (found) return found[1];
    } catch {
      // Not there: the next one.
    }
  }
  return DEFAULT_MIRROR;
}

/** Starts the unpacked program on the libraries unpacked with it, from wherever the folder is. */
function launcher(folder: string, arch: string): string {
  const libraries = ["root/usr/lib", "root/lib"].flatMap((lib) =>
    namesIn(join(folder, lib)).filter((n) => n.includes("-linux-gnu")).map((n) => `${lib}/${n}`)
  );
  const loader =
    libraries.flatMap((lib) =>
      namesIn(join(folder, lib)).filter((n) => /^ld-linux.*\.so\.\d+$/.test(n)).map((n) =>
        `${lib}/${n}`
      )
    )[0];
  if (!loader) throw new Error("the packages have no dynamic loader");
  const path = libraries.map((lib) => `$here/${lib}`).join(":");
  const modules = libraries.map((lib) => `$here/${lib}/qemu`)[0];
  return `#!/bin/sh
here=\${0%/*}
export QEMU_MODULE_DIR="${modules}"
exec "$here/${loader}" --library-path "${path}" "$here/root/usr/bin/qemu-system-${arch}" \\
  -L "$here/root/usr/share/qemu" -L "$here/root/usr/share/seabios" "$@"
`;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Standard output of a program. Rejects with what it says is wrong. */
function runProgram(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const keep = beforeExit(() => child.kill("SIGKILL"));
    let out = "";
    let errors = "";
    child.stdout.on("data", (bytes) => out += bytes);
    child.stderr.on("data", (bytes) => errors += bytes);
    child.on("error", (error) => {
      keep();
      reject(new Error(`${command} cannot be run (${error.message})`));
    });
    child.on("close", (code, signal) => {
      keep();
      if (code === 0) resolve(out);
      else reject(new Error(`${command}: ${complaint(errors) || `ended with ${signal ?? code}`}`));
    });
  });
}

/** The first line that apt or dpkg marks as what went wrong. */
function complaint(errors: string): string {
  const lines = errors.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const marked = lines.find((line) => /^[EW]: /.test(line)) ?? lines[0] ?? "";
  return marked.replace(/^[EW]: /, "").replace(/\s+/g, " ");
}
