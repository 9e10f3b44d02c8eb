/** One copy of a program for as long as a run lasts: started when it is needed, and anew after each fault. */
import { mkdirSync } from "node:fs";
import { AnswerError, type Answers, readAnswer } from "../../testee/answer.ts";
import { Payloads } from "../../testee/bytes.ts";
import { helloRequest, type Offers, offersOf } from "../../testee/hello.ts";
import type { HelloAnswer, Request } from "../../testee/messages.ts";
import { TargetError } from "../../target.ts";
import { type Exit, RunningProgram } from "./program.ts";

export interface CopySettings {
  /** The program's path and its arguments. */
  command: readonly string[];
  /** The beginning of the word that marks its processes. */
  word: string;
  /** For large payloads; made when it is not there. */
  folder: string;
  /** For an answer; hello may take twice as long. */
  timeoutMs: number;
}

/** A request and what to make of the answer. */
export interface Exchange<Type extends keyof Answers, Seen> {
  type: Type;
  request(payloads: Payloads): Request & { type: Type };
  /** May throw an AnswerError. */
  read(answer: Answers[Type], payloads: Payloads): Seen;
}

/** How a program ended that should have answered. */
export interface Death {
  outcome: "crashed" | "hung";
  signal?: string;
  text?: string;
}

/** What a program says of itself. */
export type Hello = HelloAnswer & { offers: Offers };

/** What the copies of a program share. */
export class Starts {
  count = 0;
  /** Since one of them last answered to hello. */
  failed = 0;
  error?: TargetError;
}

/** After so many failed starts in a row there are no more. */
const MAX_FAILED_STARTS = 3;

/** How it went instead of an answer; `sent` is a line without its end. */
type Silence = { exit: Exit; stderr: string; sent: string } | { late: number; sent: string };
type Result<Seen> = { seen: Seen } | Silence;

export class Copy {
  readonly #settings: CopySettings;
  readonly #starts: Starts;
  readonly #payloads: Payloads;
  #program?: RunningProgram;
  #id = 0;
  /** It has answered since its start, hello apart. */
  #used = false;

  constructor(settings: CopySettings, starts: Starts) {
    this.#settings = settings;
    this.#starts = starts;
    mkdirSync(settings.folder, { recursive: true });
    this.#payloads = new Payloads(settings.folder, "h");
  }

  /** Starts the program and asks what it is. Throws a TargetError when it is no testee. */
  async start(): Promise<Hello> {
    const { command, word, folder, timeoutMs } = this.#settings;
    const starts = this.#starts;
    if (starts.failed >= MAX_FAILED_STARTS) throw starts.error!;
    this.#program = new RunningProgram(command, `${word}${++starts.count}.`);
    this.#id = 0;
    this.#used = false;
    this.#payloads.files = false;
    try {
      const result = await this.#ask(HELLO(folder), timeoutMs * 2);
      if (!("seen" in result)) throw new TargetError(wordsOf(result, "hello"));
      this.#payloads.files = result.seen.files === true;
      starts.failed = 0;
      return result.seen;
    } catch (error) {
      await this.#end();
      starts.failed++;
      starts.error = error as TargetError;
      throw error;
    }
  }

  /**
   * What `read` makes of the answer, or how the program ended. Throws a TargetError in words for the program's author
   * when it broke the protocol.
   */
  async run<Type extends "receive" | "send", Seen>(
    exchange: Exchange<Type, Seen>,
  ): Promise<Seen | Death> {
    const { type } = exchange;
    const { timeoutMs } = this.#settings;
    if (!this.#program) await this.start();
    const used = this.#used;
    let result = await this.#ask(exchange, timeoutMs);
    if (used && "exit" in result) {
      // An earlier case may have been the cause: only what ends a fresh program is held against this one.
      const words = wordsOf(result, type);
      await this.start();
      result = await this.#ask(exchange, timeoutMs);
      if ("seen" in result) {
        throw new TargetError(`${words}; started anew it answers: what it did before had ended it`);
      }
    }
    if ("seen" in result) return result.seen;
    if ("late" in result) {
      return { outcome: "hung", text: `no answer within ${timeoutMs} ms${unended(result.sent)}` };
    }
    const { exit: { signal, code }, stderr } = result;
    if (code === 0) throw new TargetError(wordsOf(result, type));
    if (signal) return { outcome: "crashed", signal, ...(stderr && { text: stderr }) };
    return { outcome: "crashed", text: `exit code ${code}${stderr && `: ${stderr}`}` };
  }

  /** Ends the program. Returns what was wrong with how it went. */
  async close(): Promise<string | undefined> {
    const program = this.#program;
    this.#program = undefined;
    return await program?.bye(JSON.stringify({ id: ++this.#id, type: "bye" }));
  }

  /** One request to the running program, which is gone after anything but an answer. */
  async #ask<Type extends keyof Answers, Seen>(
    { type, request, read }: Exchange<Type, Seen>,
    timeoutMs: number,
  ): Promise<Result<Seen>> {
    const program = this.#program!;
    const id = ++this.#id;
    const message = JSON.stringify({ id, ...request(this.#payloads) });
    const reply = await program.ask(message, timeoutMs);
    try {
      if (reply.kind === "line") {
        const answer = readAnswer(reply.line, id, type);
        if (answer.type === "error") throw new TargetError(`the program says: ${answer.text}`);
        const seen = read(answer as Answers[Type], this.#payloads);
        this.#used = type !== "hello";
        return { seen };
      }
      if (reply.kind === "broken") throw new AnswerError(reply.why);
    } catch (error) {
      if (!(error instanceof AnswerError)) throw error;
      await this.#end();
      const sent = "line" in reply ? reply.line : "sent" in reply ? reply.sent : "";
      throw new TargetError(`the answer to ${type}: ${error.message}; it sent ${excerpt(sent)}`);
    } finally {
      this.#payloads.clear();
    }
    await this.#end();
    if (reply.kind === "closed") {
      throw new TargetError(`no answer to ${type}: the program has closed its standard input`);
    }
    const { sent } = reply;
    return reply.kind === "late"
      ? { late: timeoutMs, sent }
      : { exit: reply.exit, stderr: program.stderr, sent };
  }

  async #end(): Promise<void> {
    await this.#program?.kill();
    this.#program = undefined;
  }
}

const HELLO = (folder: string): Exchange<"hello", Hello> => ({
  type: "hello",
  request: () => helloRequest(folder),
  read: (answer) => ({ ...answer, offers: offersOf(answer) }),
});

function wordsOf(result: Silence, type: string): string {
  const { sent } = result;
  if ("late" in result) return `no answer to ${type} within ${result.late} ms${unended(sent)}`;
  const { exit: { signal, code }, stderr } = result;
  return `no answer to ${type}: the program ended with ${signal ?? `exit code ${code}`}` +
    unended(sent) + (stderr && `: ${stderr}`);
}

function unended(sent: string): string {
  return sent && `; it sent a line without an end: ${excerpt(sent)}`;
}

const EXCERPT = 120;

/** The beginning of what a program sent, in characters that can be shown. */
function excerpt(text: string): string {
  const plain = text.slice(0, EXCERPT).toWellFormed()
    .replace(/\p{Cc}/gu, (c) => JSON.stringify(c).slice(1, -1));
  return text.length > EXCERPT ? `${plain}…` : plain;
}
