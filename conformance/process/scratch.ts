/** A folder of our own for sockets, RAM files and payloads, gone on every way out. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { beforeExit } from "./cleanup.ts";

export interface Scratch {
  readonly path: string;
  /** Has `action` run before the folder goes. */
  onRemove(action: () => void): void;
  /** Removes the folder with everything in it; a second call does nothing. */
  remove(): void;
}

/** Shared memory first: RAM files are mapped and read all the time. */
const BASES: readonly string[] = ["/dev/shm", tmpdir()];
const PREFIX = "multifd-";
/** As `mkdtemp` names them; what others call nearly the same is theirs. */
const OURS = /^multifd-(\d+)-[A-Za-z0-9]{6}$/;

/** Makes a folder in the first of `bases` that takes one, and sweeps what dead runs left in them. */
export function openScratch(bases = BASES): Scratch {
  for (const base of bases) sweep(base, OURS);
  const path = makeFolder(bases);
  const actions: (() => void)[] = [];
  const remove = () => {
    for (const action of actions.splice(0)) action();
    rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  };
  const keep = beforeExit(remove);
  return {
    path,
    onRemove: (action) => void actions.push(action),
    remove() {
      keep();
      remove();
    },
  };
}

/** Removes the folders whose name `ours` matches and whose process, the first group, is no more. */
export function sweep(base: string, ours: RegExp): void {
  for (const name of entries(base)) {
    const pid = ours.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(base, name), { recursive: true, force: true });
    } catch {
      // Another user's: theirs to sweep.
    }
  }
}

function makeFolder(bases: readonly string[]): string {
  let last: unknown;
  for (const base of bases) {
    try {
      return mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
