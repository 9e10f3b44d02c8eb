/** One copy of a program for as long as a run lasts: started when it is needed, and anew after each fault. */
import { mkdirSync } from "node:fs";
import { AnswerError, type Answers, readAnswer } from "../../testee/answer.ts";
import { Payloads } from "../../testee/bytes.ts";
import { helloRequest } from "../../testee/hello.ts";
import type { HelloAnswer, Request } from "../../testee/messages.ts";
import { TargetError } from "../../target.ts";
import { type Exit, exitWords, RunningProgram } from "./program.ts";

export interface CopySettings {
  /** The program's path and its arguments. */
  command: readonly string[];
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
  text: string;
}

/** After so many starts without an answer to hello, on all copies, there are no more. */
const MAX_FAILED_STARTS = 3;

/** What the copies of a program share. */
export class Starts {
  failed = 0;
  last?: TargetError;
}

type Result<Seen> = { seen: Seen } | { exit: Exit; stderr: string } | { late: true };

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
  async start(): Promise<HelloAnswer> {
    const { command, folder, timeoutMs } = this.#settings;
    if (this.#starts.failed >= MAX_FAILED_STARTS) throw this.#starts.last!;
    this.#program = new RunningProgram(command);
    this.#id = 0;
    this.#used = false;
    this.#payloads.files = false;
    try {
      const result = await this.#ask(HELLO(folder), timeoutMs * 2);
      if (!("seen" in result)) throw new TargetError(`${wordsFor(result, timeoutMs * 2)} to hello`);
      this.#payloads.files = result.seen.files === true;
      this.#starts.failed = 0;
      return result.seen;
    } catch (error) {
      this.#starts.failed++;
      this.#starts.last = error as TargetError;
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
    const { timeoutMs } = this.#settings;
    if (!this.#program) await this.start();
    const used = this.#used;
    let result = await this.#ask(exchange, timeoutMs);
    if (used && "exit" in result) {
      // An earlier case may have been the cause: only what ends a fresh program is held against this one.
      const words = wordsFor(result, timeoutMs);
      await this.start();
      result = await this.#ask(exchange, timeoutMs);
      if ("seen" in result) {
        throw new TargetError(
          `${words}, but gives one when it is started anew: an earlier case ended it`,
        );
      }
    }
    if ("seen" in result) return result.seen;
    const text = wordsFor(result, timeoutMs);
    if ("late" in result) return { outcome: "hung", text };
    const { signal, code } = result.exit;
    if (code === 0) throw new TargetError(text);
    return { outcome: "crashed", ...(signal && { signal }), text };
  }

  /** Ends the program; what was wrong with how it went, if anything. */
  async close(): Promise<string | undefined> {
    const program = this.#program;
    this.#program = undefined;
    return await program?.bye(JSON.stringify({ id: ++this.#id, type: "bye" }));
  }

  /** One request to the running program. After anything but an answer the program is gone. */
  async #ask<Type extends keyof Answers, Seen>(
    { type, request, read }: Exchange<Type, Seen>,
    timeoutMs: number,
  ): Promise<Result<Seen>> {
    const program = this.#program!;
    const id = ++this.#id;
    const reply = await program.ask(
      JSON.stringify({ id, ...request(this.#payloads) }),
      timeoutMs,
    );
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
      const sent = "line" in reply ? reply.line : "sent" in reply ? reply.sent : undefined;
      throw new TargetError(
        `the answer to ${type}: ${error.message}${
          sent === undefined ? "" : `; it sent ${excerpt(sent)}`
        }`,
      );
    } finally {
      this.#payloads.clear();
    }
    await this.#end();
    return reply.kind === "late" ? { late: true } : { exit: reply.exit, stderr: program.stderr };
  }

  async #end(): Promise<void> {
    await this.#program?.kill();
    this.#program = undefined;
  }
}

const HELLO = (folder: string): Exchange<"hello", HelloAnswer> => ({
  type: "hello",
  request: () => helloRequest(folder),
  read: (answer) => answer,
});

function wordsFor(result: Exclude<Result<unknown>, { seen: unknown }>, timeoutMs: number): string {
  if ("late" in result) return `no answer within ${timeoutMs} ms`;
  const { exit, stderr } = result;
  return `ended by ${exitWords(exit)} before its answer${stderr && `: ${stderr}`}`;
}

function excerpt(line: string): string {
  return line.length > 120 ? `${line.slice(0, 120)}… (${line.length} characters)` : line;
}
