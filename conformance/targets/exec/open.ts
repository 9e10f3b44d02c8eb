/**
 * `exec:COMMAND ARGS`: any program that speaks the protocol of docs/testee.md.
 *
 * `RunningProgram` (program.ts) is a process, `Copy` (copy.ts) asks one and starts it anew, this file makes a target of
 * several copies. What messages look like is in conformance/testee/.
 */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { openScratch } from "../../process/scratch.ts";
import { sideBySide } from "../../process/side-by-side.ts";
import { offersOf } from "../../testee/hello.ts";
import { receivedObservation, receiveRequest } from "../../testee/receive.ts";
import { sendRequest, sentObservation } from "../../testee/send.ts";
import {
  type ReceiverObservation,
  type ReceiverSession,
  type SenderObservation,
  type SenderSession,
  type Target,
  TargetError,
} from "../../target.ts";
import { UsageError } from "../../usage-error.ts";
import { Copy, Starts } from "./copy.ts";

export interface ExecSettings {
  timeoutMs: number;
  /** Copies that run side by side. */
  jobs: number;
}

/** Opens `exec:COMMAND`. Throws a UsageError without a command, a TargetError when the program is no testee. */
export async function openExecTarget(spec: string, settings: ExecSettings): Promise<Target> {
  const { timeoutMs, jobs } = settings;
  const command = findProgram(spec);
  const scratch = openScratch();
  const starts = new Starts();
  const copies = Array.from(
    { length: jobs },
    (_, i) => new Copy({ command, folder: join(scratch.path, String(i)), timeoutMs }, starts),
  );
  const notes: string[] = [];
  const close = async () => {
    const words = await Promise.all(copies.map((copy) => copy.close()));
    notes.push(...new Set(words.filter((word) => word !== undefined)));
    scratch.remove();
  };
  try {
    const hello = await copies[0].start();
    const { receiver, sender } = offersOf(hello);
    const idle = [...copies].reverse();
    const onCopy = async <Result>(work: (copy: Copy) => Promise<Result>): Promise<Result> => {
      const copy = idle.pop()!;
      try {
        return await work(copy);
      } finally {
        idle.push(copy);
      }
    };
    const receive = (session: ReceiverSession): Promise<ReceiverObservation> =>
      onCopy((copy) =>
        copy.run({
          type: "receive",
          request: (payloads) => receiveRequest(session, payloads),
          read: (answer, payloads) => receivedObservation(answer, session, receiver!, payloads),
        })
      );
    const send = (session: SenderSession): Promise<SenderObservation> =>
      onCopy(async (copy) => {
        const seen = await copy.run({
          type: "send",
          request: (payloads) => sendRequest(session, payloads),
          read: (answer, payloads) => sentObservation(answer, session, sender!, payloads),
        });
        return "writes" in seen ? seen : { ...seen, writes: [] };
      });
    return {
      name: spec,
      version: `${hello.name} ${hello.version}`,
      profile: hello.profile ?? "patch",
      ...(receiver && {
        receiver: {
          offer: receiver,
          receive,
          receiveAll: (sessions) => sideBySide(sessions, jobs, orError(receive)),
        },
      }),
      ...(sender && {
        sender: {
          offer: sender,
          send,
          sendAll: (sessions) => sideBySide(sessions, jobs, orError(send)),
        },
      }),
      notes,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** One session that cannot be judged does not lose the others. */
function orError<Session, Seen>(work: (session: Session) => Promise<Seen>) {
  return async (session: Session): Promise<Seen | TargetError> => {
    try {
      return await work(session);
    } catch (error) {
      if (error instanceof TargetError) return error;
      throw error;
    }
  };
}

/** The command with the program's path. Throws a UsageError without a command, a TargetError when there is no such program. */
export function findProgram(spec: string): string[] {
  const [program, ...args] = spec.slice("exec:".length).split(" ").filter((word) => word !== "");
  if (program === undefined) throw new UsageError(`--target ${spec}: expected exec:COMMAND ARGS`);
  return [pathOf(program), ...args];
}

/** Throws a TargetError when there is no such program. */
function pathOf(program: string): string {
  if (program.includes("/")) {
    if (isProgram(program)) return program;
    throw new TargetError(`${program} is not there, or not executable`);
  }
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = folders.map((folder) => join(folder, program)).find(isProgram);
  if (!found) throw new TargetError(`there is no program ${program} in PATH`);
  return found;
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
