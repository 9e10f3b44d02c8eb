/** One running copy of a program: lines go in, lines come out, and nothing of it is left behind. */
import { Buffer } from "node:buffer";
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import process from "node:process";
import { beforeExit } from "../../process/cleanup.ts";
import { Lines } from "./lines.ts";
import { killGroup, killStrays, killStraysNow, MARKER } from "./strays.ts";

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

/** What came instead of an answer, or a line that may be one. */
export type Reply =
  | { kind: "line"; line: string }
  /** It sent what cannot be a line of an answer. */
  | { kind: "broken"; why: string; sent?: string }
  | { kind: "ended"; exit: Exit }
  | { kind: "late" };

/** Of a line, bytes. */
const MAX_LINE = 64 * 1024 * 1024;
const STDERR_TAIL = 2048;
/** From the end of a process, or of its input, to whatever else it has to say. */
const GRACE_MS = 500;
const BYE_MS = 1000;

export class RunningProgram {
  readonly #child: ChildProcess;
  readonly #word = randomUUID();
  readonly #lines = new Lines(MAX_LINE);
  readonly #keep: () => void;
  /** A line, or a fault, that nobody has asked for yet. */
  #early?: Reply;
  #reply?: (reply: Reply) => void;
  #exit?: Exit;
  readonly #ended: Promise<void>;
  #stderr = "";
  /** How many processes it left behind; known when it is gone. */
  strays = 0;

  /** Starts `command`; `program` is a path. */
  constructor([program, ...args]: readonly string[]) {
    // setpriv: the kernel kills the program when this one is killed.
    const child = spawn("setpriv", ["--pdeathsig", "KILL", "--", program, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
      // A process group of its own: its children are in it.
      detached: true,
      env: { ...process.env, [MARKER]: this.#word },
    });
    this.#child = child;
    child.stderr!.setEncoding("utf8");
    child.stderr!.on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    child.stdout!.on("data", (piece: Uint8Array) => this.#read(piece));
    child.stdin!.on("error", () => void this.#inputClosed());
    this.#keep = beforeExit(() => {
      if (child.pid !== undefined) killGroup(child.pid);
      killStraysNow(this.#word);
    });
    this.#ended = this.#untilEnded();
  }

  /** The last lines of stderr. */
  get stderr(): string {
    return this.#stderr.trim();
  }

  /** Sends a line and waits for the next one. */
  async ask(line: string, timeoutMs: number): Promise<Reply> {
    const reply = new Promise<Reply>((resolve) => this.#reply = resolve);
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (this.#early) this.#settle(this.#early);
    else if (this.#exit) this.#settle({ kind: "ended", exit: this.#exit });
    else {
      // What has arrived by then is read first.
      const late = () => setTimeout(() => this.#settle({ kind: "late" }));
      timer = setTimeout(late, timeoutMs);
      this.#child.stdin!.write(line + "\n");
    }
    try {
      return await reply;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Says goodbye, and ends it when it does not go by itself; what was wrong with how it went. */
  async bye(line: string): Promise<string | undefined> {
    const { stdin } = this.#child;
    this.#reply = undefined;
    if (!this.#exit) stdin!.end(line + "\n");
    const went = await within(this.#ended, BYE_MS);
    if (!went) this.#child.kill("SIGTERM");
    const ignored = !went && !await within(this.#ended, GRACE_MS);
    await this.kill();
    if (ignored) return "did not end on bye, the end of its input and SIGTERM: it was killed";
    if (!went) return `did not end within ${BYE_MS} ms of bye: it was ended by SIGTERM`;
    if (this.#exit!.signal || this.#exit!.code) {
      return `ended by ${exitWords(this.#exit!)} after bye`;
    }
    if (this.strays > 0) return `left ${this.strays} processes behind: they were killed`;
    return undefined;
  }

  /** Ends it with all its children. */
  async kill(): Promise<void> {
    if (this.#child.pid !== undefined && !this.#exit) killGroup(this.#child.pid);
    await this.#ended;
  }

  async #untilEnded(): Promise<void> {
    const child = this.#child;
    const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const exit = await new Promise<Exit>((resolve) => {
      child.once("error", () => resolve({ code: 127, signal: null }));
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    // Children may hold its output open: without them it ends, and what it had said is read.
    this.strays = await killStrays(this.#word);
    if (child.pid !== undefined) killGroup(child.pid);
    if (!this.#early) await within(closed, GRACE_MS);
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream?.destroy();
    this.#exit = exit;
    this.#keep();
    this.#settle({ kind: "ended", exit });
  }

  #read(piece: Uint8Array): void {
    const lines = this.#lines.add(piece);
    if (!lines) {
      this.#child.stdout!.destroy();
      this.#settle({
        kind: "broken",
        why: `a line of more than ${MAX_LINE} bytes`,
        sent: beginning(this.#lines.rest),
      });
      return;
    }
    for (const line of lines) this.#settle(replyOf(line));
  }

  /** It may just be ending. */
  async #inputClosed(): Promise<void> {
    if (await within(this.#ended, GRACE_MS)) return;
    this.#settle({ kind: "broken", why: "nothing: it has closed its standard input" });
  }

  /** The first reply counts; one that nobody waits for is kept, and nothing is read behind it. */
  #settle(reply: Reply): void {
    if (this.#reply) {
      this.#reply(reply);
      this.#reply = undefined;
    } else if (!this.#early && reply.kind !== "ended" && reply.kind !== "late") {
      this.#early = reply;
      this.#child.stdout!.pause();
    }
  }
}

/** `SIGSEGV`, `exit code 1`. */
export function exitWords({ code, signal }: Exit): string {
  return signal ?? `exit code ${code}`;
}

/** True when `event` came to pass in time. */
async function within(event: Promise<void>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<boolean>((resolve) => timer = setTimeout(resolve, ms, false));
  return await Promise.race([event.then(() => true), late]).finally(() => clearTimeout(timer));
}

function replyOf(line: Uint8Array): Reply {
  try {
    return { kind: "line", line: new TextDecoder("utf-8", { fatal: true }).decode(line) };
  } catch {
    return { kind: "broken", why: "a line that is not UTF-8", sent: beginning(line) };
  }
}

/** As text, whatever it is. */
function beginning(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 200)).toString("utf8");
}
