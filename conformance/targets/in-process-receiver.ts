/** Drives a receiver in this process through a session. */
import type { ReceiverLike } from "../in-process.ts";
import {
  type ReceiverObservation,
  type ReceiverSession,
  type ReceiverSettings,
  TargetError,
  type WireEvent,
} from "../target.ts";
import { Hang } from "./hang.ts";
import { settled } from "./settled.ts";

/**
 * Feeds the session's events and reads off what the receiver shows. An exception for which `refuses` is true is a
 * rejection, a Hang is one, any other is a crash.
 */
export async function receiveInProcess(
  open: (settings: ReceiverSettings) => ReceiverLike,
  session: ReceiverSession,
  refuses: (thrown: unknown) => boolean = () => false,
): Promise<ReceiverObservation> {
  const { pageSize, channels, method, blocks, events } = session;
  const receiver = open({ pageSize, channels, method, blocks });
  const shown = () => ({
    ram: blocks,
    counters: receiver.counters,
    trace: receiver.trace,
    writes: receiver.writes,
  });
  try {
    for (const event of events) {
      const pending = take(receiver, event);
      if (pending) await settled(pending);
    }
    await settled(receiver.finish?.());
  } catch (thrown) {
    if (thrown instanceof TargetError) throw thrown;
    const outcome = thrown instanceof Hang ? "hung" : refuses(thrown) ? "rejected" : "crashed";
    return { outcome, text: String(thrown), ...shown() };
  } finally {
    receiver.close?.();
  }
  return receiver.fault
    ? { outcome: "rejected", text: receiver.fault.message, ...shown() }
    : { outcome: "accepted", ...shown() };
}

function take(receiver: ReceiverLike, event: WireEvent): void | Promise<void> {
  switch (event.kind) {
    case "bytes":
      return receiver.feed(event.channel, event.data);
    case "eof":
      return receiver.end(event.channel);
    case "barrier":
      if (!receiver.barrier) throw missing("barrier");
      return receiver.barrier();
    case "zero":
      if (!receiver.zeroPage) throw missing("zeroPage");
      return receiver.zeroPage(event.ramblock, event.offset);
    case "checkpoint":
      throw new TargetError("checkpoints are for targets that offer them");
  }
}

function missing(method: string): TargetError {
  return new TargetError(`the receiver offers main, and has no method ${method}`);
}
