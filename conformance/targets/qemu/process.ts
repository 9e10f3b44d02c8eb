/** One QEMU process: started, spoken to over QMP, and never left behind. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, unlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { TargetError } from "../../target.ts";
import { beforeExit } from "../../process/cleanup.ts";
import { takeListener } from "./listener.ts";
import { Qmp, QmpClosed } from "./qmp.ts";
import type { Scratch } from "../../process/scratch.ts";

export interface QemuSettings {
  program: string;
  /** The program can be told to end with its parent; `setpriv` sees to it where it cannot. */
  exitsWithParent?: boolean;
  scratch: Scratch;
  /** Bytes of guest RAM, in a shared file. */
  ramSize: number;
  /** Default `none`: RAM and nothing else. */
  machine?: string;
  /** More of the command line; `path` as in `Qemu`. */
  args?: (path: (name: string) => string) => readonly string[];
}

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

export interface Qemu {
  readonly pid: number;
  readonly qmp: Qmp;
  /** The guest's RAM: what is written here QEMU sees, and the other way round. */
  readonly ramFile: string;
  /** Set once the process has ended and all of its stderr was read. */
  readonly exit: Exit | undefined;
  /** Resolves when `exit` is set. */
  readonly ended: Promise<void>;
  /** A path of its own in the scratch folder, where it runs; removed with the process. */
  path(name: string): string;
  /** The last few lines it wrote to stderr. */
  stderr(): string;
  /** Ends it by SIGKILL, waits for that and removes its files. */
  kill(): Promise<void>;
}

/** Once: the system is asked for each variable. */
const ENVIRONMENT = { ...process.env };
const START_MS = 20_000;
const STDERR_TAIL = 4096;
let started = 0;

/** Starts a QEMU with its guest stopped; resolves when it takes QMP commands. Throws a TargetError when it does not. */
export async function startQemu(settings: QemuSettings): Promise<Qemu> {
  const { scratch, ramSize, machine = "none", args = () => [] } = settings;
  const number = ++started;
  const files = new Set<string>();
  const path = (name: string) => {
    const file = join(scratch.path, `${number}.${name}`);
    files.add(file);
    return file;
  };
  const ramFile = path("ram");
  const listener = await takeListener(scratch);
  const [command, ...before] = bound(settings);
  const child = spawn(command, [
    ...before,
    ...["-accel", "tcg,tb-size=1", "-M", `${machine},memory-backend=ram`, "-m", `${ramSize}B`],
    ...["-object", `memory-backend-file,id=ram,size=${ramSize},mem-path=${ramFile},share=on`],
    ...["-S", "-display", "none", "-nodefaults", "-no-user-config"],
    ...["-qmp", `unix:${listener.name}`],
    ...args(path),
  ], { cwd: scratch.path, env: ENVIRONMENT, stdio: ["ignore", "ignore", "pipe"] });
  let exit: Exit | undefined;
  let stderr = "";
  child.stderr!.setEncoding("utf8");
  child.stderr!.on("data", (text: string) => stderr = (stderr + text).slice(-STDERR_TAIL));
  const signalled = () => {
    if (exit || !child.pid) return;
    try {
      process.kill(child.pid, "SIGKILL");
    } catch {
      // It has ended, and `close` is about to say so.
    }
  };
  const keep = beforeExit(signalled);
  const ended = new Promise<void>((resolve) => {
    child.on("close", (code, signal) => {
      exit = { code, signal };
      keep();
      resolve();
    });
  });
  const kill = async () => {
    signalled();
    qmp?.close();
    await ended;
    for (const file of files) if (existsSync(file)) unlinkSync(file);
  };
  let qmp: Qmp | undefined;
  try {
    const up = listener.next().then(async (socket) => {
      qmp = new Qmp(socket);
      await qmp.greeting;
      await qmp.execute("qmp_capabilities");
      return qmp;
    });
    qmp = await upOrEnded(child, command, up, () => stderr);
  } catch (error) {
    listener.close();
    await kill();
    throw error;
  }
  listener.release();
  return {
    pid: child.pid!,
    qmp,
    ramFile,
    get exit() {
      return exit;
    },
    ended,
    path,
    stderr: () => stderr.trim(),
    kill,
  };
}

/** The kernel kills QEMU when this program is killed. Until QEMU has asked for that, it finds no QMP socket and ends. */
function bound({ program: path, exitsWithParent }: QemuSettings): string[] {
  const program = resolve(path);
  if (exitsWithParent) return [program, "-run-with", "exit-with-parent=on"];
  return ["setpriv", "--pdeathsig", "KILL", "--", program];
}

/** What `up` resolves to, or a TargetError in the program's own words: they come behind a connection that has ended. */
function upOrEnded<T>(
  child: ChildProcess,
  command: string,
  up: Promise<T>,
  stderr: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new TargetError(`QEMU is not up after ${START_MS / 1000} s`)),
      START_MS,
    );
    child.once("error", (error) => {
      clearTimeout(late);
      reject(new TargetError(`${command} cannot be run: ${error.message}`));
    });
    child.once("close", (code, signal) => {
      clearTimeout(late);
      reject(new TargetError(`QEMU ended at its start (${signal ?? code}): ${stderr().trim()}`));
    });
    up.then((value) => {
      clearTimeout(late);
      resolve(value);
    }, (error) => {
      if (error instanceof QmpClosed) return;
      clearTimeout(late);
      reject(error);
    });
  });
}
