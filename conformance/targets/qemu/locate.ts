/** From `qemu`, `qemu=PATH` and `qemu:VERSION` to a program. */
import { accessSync, constants } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import process from "node:process";
import { TargetError } from "../../target.ts";
import { type Build, cachedBuilds, findBuild } from "./cache.ts";

/** The program's path. Throws a TargetError that says what there is instead. */
export function locateQemu(spec: string, builds: readonly Build[] = cachedBuilds()): string {
  if (spec.startsWith("qemu=")) return resolve(spec.slice("qemu=".length));
  if (spec.startsWith("qemu:")) return fromCache(spec.slice("qemu:".length), builds);
  return onPath("qemu-system-x86_64");
}

function fromCache(word: string, builds: readonly Build[]): string {
  const build = findBuild(builds, word);
  if (build) return build.program;
  const there = builds.map(({ version, arch }) =>
    arch === "x86_64" ? version : `${version}/${arch}`
  );
  throw new TargetError(
    `no QEMU ${word} in the cache, which has ${
      there.join(", ") || "none"
    }: deno task qemu SUITE gets one`,
  );
}

function onPath(name: string): string {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not here: the next one.
    }
  }
  throw new TargetError(`no ${name} on PATH; qemu=PATH and qemu:VERSION name others`);
}
