/** The QEMU builds that `deno task qemu` has unpacked. */
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { compareVersions } from "./version.ts";

/** One unpacked build; `build.json` in its folder holds all but the paths. */
export interface Build {
  /** Debian's suite: `trixie`. */
  suite: string;
  /** QEMU's name of the guest's architecture: `x86_64`. */
  arch: string;
  /** `10.0.2`. */
  version: string;
  folder: string;
  program: string;
}

/** Where builds are kept: a folder for each suite and architecture. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return join(base, "multifd-conformance", "qemu");
}

export function buildFolder(cache: string, suite: string, arch: string): string {
  return join(cache, `${suite}-${arch}`);
}

/** The builds of a cache, the newest version first. */
export function cachedBuilds(cache: string = cacheFolder()): Build[] {
  const builds: Build[] = [];
  for (const name of foldersIn(cache)) {
    const build = readBuild(join(cache, name));
    if (build) builds.push(build);
  }
  return builds.sort((a, b) => compareVersions(b.version, a.version));
}

/** The build in a folder; undefined where there is none. */
export function readBuild(folder: string): Build | undefined {
  try {
    const { suite, arch, version } = JSON.parse(readFileSync(join(folder, "build.json"), "utf8"));
    return { suite, arch, version, folder, program: join(folder, `qemu-system-${arch}`) };
  } catch {
    return undefined;
  }
}

/**
 * The newest of `builds` that a word of the user's names: a version or its beginning (`10.0`), a slash and an
 * architecture where it is not x86_64 (`10.0/s390x`).
 */
export function findBuild(builds: readonly Build[], word: string): Build | undefined {
  const [version, arch = "x86_64"] = word.split("/");
  return builds.find((b) => b.arch === arch && `${b.version}.`.startsWith(`${version}.`));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith("."));
  } catch {
    return [];
  }
}
