/**
 * `exec:COMMAND ARGS`: any program that speaks the protocol of docs/testee.md.
 *
 * `RunningProgram` (program.ts) is a process, `Copy` (copy.ts) asks one and starts it anew, `openExecTarget` makes a
 * target of several copies. Messages are conformance/testee/'s.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { openScratch } from "../../process/scratch.ts";
import { sideBySide } from "../../process/side-by-side.ts";
import { sessionOf } from "../../receiver-run.ts";
import { senderSessionOf } from "../../sender-run.ts";
import {
  orThrow,
  type ReceiverOffer,
  type ReceiverSession,
  type ReceiverTarget,
  type SenderObservation,
  type SenderOffer,
  type SenderSession,
  type SenderTarget,
  type Target,
  type TargetError,
} from "../../target.ts";
import { receivedObservation, receiveRequest } from "../../testee/receive.ts";
import { sendRequest, sentObservation } from "../../testee/send.ts";
import { commandOf } from "./command.ts";
import { Copy, Starts } from "./copy.ts";
import { patient } from "./patience.ts";
import { openGuard } from "./strays.ts";
import { tinyCase, tinyJob } from "./tiny.ts";

export interface ExecSettings {
  timeoutMs: number;
  /** Copies that run side by side. */
  jobs: number;
}

/** Opens `exec:COMMAND`. Throws a UsageError without a command, a TargetError when the program is no testee. */
export async function openExecTarget(spec: string, settings: ExecSettings): Promise<Target> {
  const { timeoutMs, jobs } = settings;
  const command = commandOf(spec);
  const scratch = openScratch();
  const word = `${randomUUID()}.`;
  const guard = openGuard(word);
  const starts = new Starts();
  const copies = Array.from({ length: jobs }, (_, i) => {
    const folder = join(scratch.path, String(i));
    return new Copy({ command, word, folder, timeoutMs }, starts);
  });
  const notes: string[] = [];
  const close = async () => {
    const words = await Promise.all(copies.map((copy) => copy.close()));
    notes.push(...new Set(words.filter((word) => word !== undefined)));
    await guard.close();
    scratch.remove();
  };
  try {
    const hello = await copies[0].start();
    const { receiver, sender } = hello.offers;
    return {
      name: spec,
      version: `${hello.name} ${hello.version}`,
      profile: hello.profile ?? "patch",
      ...(receiver && { receiver: receiverOn(copies, receiver) }),
      ...(sender && { sender: senderOn(copies, sender) }),
      notes,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function receiverOn(copies: readonly Copy[], offer: ReceiverOffer): ReceiverTarget {
  const receiveAll = patient(
    onCopies(copies, (copy, session: ReceiverSession) =>
      copy.run({
        type: "receive",
        request: (payloads) => receiveRequest(session, payloads),
        read: (answer, payloads) => receivedObservation(answer, session, offer, payloads),
      })),
    () => sessionOf(tinyCase(offer, offer.methods[0])),
  );
  return {
    offer,
    receiveAll,
    receive: async (session) => orThrow((await receiveAll([session]))[0]),
  };
}

function senderOn(copies: readonly Copy[], offer: SenderOffer): SenderTarget {
  const sendAll = patient(
    onCopies(copies, async (copy, session: SenderSession): Promise<SenderObservation> => {
      const seen = await copy.run({
        type: "send",
        request: (payloads) => sendRequest(session, payloads),
        read: (answer, payloads) => sentObservation(answer, session, offer, payloads),
      });
      return "writes" in seen ? seen : { ...seen, writes: [] };
    }),
    () => senderSessionOf(tinyJob(offer, offer.methods[0])),
  );
  return { offer, sendAll, send: async (session) => orThrow((await sendAll([session]))[0]) };
}

/** Runs sessions on whichever copy is idle. One that cannot be judged loses no other. */
function onCopies<Session, Seen>(
  copies: readonly Copy[],
  run: (copy: Copy, session: Session) => Promise<Seen>,
): (sessions: Session[]) => Promise<(Seen | TargetError)[]> {
  const idle = [...copies].reverse();
  return (sessions) =>
    sideBySide(sessions, copies.length, async (session) => {
      const copy = idle.pop()!;
      try {
        return await run(copy, session);
      } finally {
        idle.push(copy);
      }
    });
}
