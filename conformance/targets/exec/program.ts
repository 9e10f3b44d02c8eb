/** One running copy of a program: lines go in, lines come out, and nothing of it is left behind. */
import { Buffer } from "node:buffer";
import { type ChildProcess, spawn } from "node:child_process";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { beforeExit } from "../../process/cleanup.ts";
import { findProgram } from "./command.ts";
import { Lines } from "./lines.ts";
import { killGroup, killStrays, MARKER } from "./strays.ts";

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

/** What came: a line, or why there is none. */
export type Reply =
  | { kind: "line"; line: string }
  /** What it sent is no text, or a line without an end. */
  | { kind: "broken"; why: string; sent: string }
  | { kind: "closed" }
  /** `sent`: the beginning of a line that has no end. */
  | { kind: "ended"; exit: Exit; sent: string }
  | { kind: "late"; sent: string };

/** Of a line, bytes. */
const MAX_LINE = 64 * 1024 * 1024;
const STDERR_TAIL = 1000;
/** From the end of a process, or of its input, to whatever else there is to learn. */
const GRACE_MS = 500;
/** From bye to the end. */
const BYE_MS = 1000;

export class RunningProgram {
  readonly #child: ChildProcess;
  readonly #lines = new Lines(MAX_LINE);
  /** What came before anybody asked. */
  #early?: Reply;
  #waiting?: (reply: Reply) => void;
  /** For whoever waits. */
  #timer?: ReturnType<typeof setTimeout>;
  #exit?: Exit;
  readonly #ended: Promise<void>;
  #stderr = "";
  #strays = 0;

  /**
   * Starts `command`, whose first word is a path. All its processes have `word` in their environment, which nothing else
   * has.
   */
  constructor(command: readonly string[], word: string) {
    // setpriv: the kernel kills the program when this one is killed.
    const setpriv = findProgram("setpriv");
    const [first, ...args] = setpriv ? [setpriv, "--pdeathsig", "KILL", "--", ...command] : command;
    const child = spawn(first, args, {
      stdio: ["pipe", "pipe", "pipe"],
      // A process group of its own, with its children.
      detached: true,
      env: { ...process.env, [MARKER]: word },
    });
    this.#child = child;
    child.stderr!.setEncoding("utf8");
    child.stderr!.on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-STDERR_TAIL);
    });
    child.stdout!.on("data", (piece: Uint8Array) => this.#read(piece));
    child.stdin!.on("error", () => void this.#inputClosed());
    const exit = new Promise<Exit>((resolve) => {
      child.once("error", ({ message }) => {
        this.#stderr = message;
        resolve({ code: 127, signal: null });
      });
      child.once("exit", (code, signal) => resolve({ code, signal }));
    });
    const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
    this.#ended = this.#untilEnded(exit, closed, word);
  }

  /** The last lines of stderr. */
  get stderr(): string {
    return stripVTControlCharacters(this.#stderr).trim();
  }

  /** Sends a line and waits for the next one. */
  async ask(line: string, timeoutMs: number): Promise<Reply> {
    const reply = new Promise<Reply>((resolve) => this.#waiting = resolve);
    if (this.#early) this.#settle(this.#early);
    else if (this.#exit) this.#settle({ kind: "ended", exit: this.#exit, sent: this.#sent });
    else {
      // What has arrived by then is read before it is too late.
      const late = () =>
        this.#timer = setTimeout(() => this.#settle({ kind: "late", sent: this.#sent }));
      this.#timer = setTimeout(late, timeoutMs);
      // Deno writes bytes much faster than text.
      this.#child.stdin!.write(Buffer.from(line + "\n"));
    }
    try {
      return await reply;
    } finally {
      clearTimeout(this.#timer);
    }
  }

  /** Sends a last line, and ends it when it does not go by itself. Returns what was wrong with how it went. */
  async bye(line: string): Promise<string | undefined> {
    if (!this.#exit) this.#child.stdin!.end(line + "\n");
    const went = await within(this.#ended, BYE_MS);
    if (!went) this.#child.kill("SIGTERM");
    const killed = !went && !await within(this.#ended, GRACE_MS);
    await this.kill();
    if (killed) return "ignored bye, the end of its input and SIGTERM: it was killed";
    if (!went) return "ignored bye and the end of its input: it was ended by SIGTERM";
    const { code, signal } = this.#exit!;
    if (code !== 0) return `ended with ${signal ?? `exit code ${code}`} at bye, and not with 0`;
    return this.#strays > 0 ? `left ${this.#strays} of its processes behind: killed` : undefined;
  }

  /** Ends it and all its children. */
  async kill(): Promise<void> {
    if (!this.#exit && this.#child.pid !== undefined) killGroup(this.#child.pid);
    await this.#ended;
  }

  async #untilEnded(exit: Promise<Exit>, closed: Promise<void>, word: string): Promise<void> {
    const { pid, stdin, stdout, stderr } = this.#child;
    const kill = () => pid !== undefined && killGroup(pid);
    const keep = beforeExit(kill);
    const how = await exit;
    this.#strays = await killStrays(word);
    kill();
    // Nobody holds its output open any more: all it had to say is read.
    if (!this.#early) await within(closed, GRACE_MS);
    for (const stream of [stdin, stdout, stderr]) stream?.destroy();
    keep();
    this.#exit = how;
    this.#settle({ kind: "ended", exit: how, sent: this.#sent });
  }

  get #sent(): string {
    return beginning(this.#lines.rest);
  }

  #read(piece: Uint8Array): void {
    const lines = this.#lines.add(piece);
    for (const line of lines ?? []) this.#settle(replyOf(line));
    if (lines) return;
    this.#child.stdout!.destroy();
    const why = `it is longer than ${MAX_LINE} bytes`;
    this.#settle({ kind: "broken", why, sent: this.#sent });
  }

  /** Unless it is just ending, there is nothing to wait for. */
  async #inputClosed(): Promise<void> {
    clearTimeout(this.#timer);
    if (!await within(this.#ended, GRACE_MS)) this.#settle({ kind: "closed" });
  }

  /** Answers whoever waits. What nobody waits for is kept, and nothing is read behind it. */
  #settle(reply: Reply): void {
    if (this.#waiting) {
      this.#waiting(reply);
      this.#waiting = undefined;
    } else if (!this.#early && reply.kind !== "ended") {
      this.#early = reply;
      this.#child.stdout!.pause();
    }
  }
}

/** True when `event` comes in time. */
async function within(event: Promise<void>, ms: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<boolean>((resolve) => timer = setTimeout(resolve, ms, false));
  return await Promise.race([event.then(() => true), late]).finally(() => clearTimeout(timer));
}

function replyOf(line: Uint8Array): Reply {
  try {
    return { kind: "line", line: new TextDecoder("utf-8", { fatal: true }).decode(line) };
  } catch {
    return { kind: "broken", why: "it is not UTF-8", sent: beginning(line) };
  }
}

/** As text, whatever it is. */
function beginning(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, 500)).toString("utf8");
}
