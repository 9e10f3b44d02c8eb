/** `qemu`: unpacks Debian's QEMU builds side by side into the cache, and says where they are. */
import process from "node:process";
import {
  type Build,
  buildFolder,
  cachedBuilds,
  cacheFolder,
  readBuild,
} from "../targets/qemu/cache.ts";
import { fetchBuild } from "../targets/qemu/download.ts";
import { UsageError } from "../usage-error.ts";

export interface QemuFlags {
  arch?: string;
}

/**
 * Prints a line for each suite: version, suite, architecture, program. Without suites: what the cache has. Throws a
 * UsageError for a word that names no suite, a TargetError when a build cannot be had.
 */
export async function qemuCommand(suites: readonly string[], flags: QemuFlags): Promise<number> {
  const arch = word("--arch", flags.arch ?? "x86_64");
  for (const suite of suites) word("suite", suite);
  if (suites.length === 0) {
    const builds = cachedBuilds();
    for (const build of builds) print(build);
    if (builds.length === 0) process.stdout.write(`no builds in ${cacheFolder()}\n`);
  }
  for (const suite of suites) {
    if (!readBuild(buildFolder(cacheFolder(), suite, arch))) {
      process.stderr.write(`fetching ${suite} (${arch})\n`);
    }
    print(await fetchBuild(suite, arch));
  }
  return 0;
}

function print({ version, suite, arch, program }: Build): void {
  process.stdout.write(
    [version.padEnd(8), suite.padEnd(18), arch.padEnd(8), program].join(" ") + "\n",
  );
}

/** Suites and architectures become names of files and packages. */
function word(option: string, value: string): string {
  if (/^[a-z][a-z0-9_-]*$/.test(value)) return value;
  throw new UsageError(
    `${option}: ${JSON.stringify(value)} is not a plain word such as trixie or x86_64`,
  );
}
