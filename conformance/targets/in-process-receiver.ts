/** Drives a Receiver class through a session. */
import type { Receiver, ReceiverParameters } from "../../protocol/receiver.ts";
import type { ReceiverObservation, ReceiverSession } from "../target.ts";
import { Hang } from "./hang.ts";

/** Feeds the session's events and reads off what the receiver shows. An exception of its own is a crash, unless it is a Hang. */
export function receiveInProcess(
  Implementation: new (parameters: ReceiverParameters) => Receiver,
  session: ReceiverSession,
): ReceiverObservation {
  const { pageSize, channels, method, blocks } = session;
  const receiver = new Implementation({ pageSize, channels, method, blocks });
  const shown = () => ({
    ram: blocks,
    counters: receiver.counters,
    trace: receiver.trace,
    writes: receiver.writes,
  });
  try {
    for (const event of session.events) {
      if (event.kind === "bytes") receiver.feed(event.channel, event.data);
      else if (event.kind === "eof") receiver.end(event.channel);
      else if (event.kind === "barrier") receiver.barrier();
      else if (event.kind === "zero") receiver.zeroPage(event.ramblock, event.offset);
      else throw new Error("checkpoints are for targets that offer them");
    }
    receiver.finish();
  } catch (thrown) {
    const outcome = thrown instanceof Hang ? "hung" : "crashed";
    return { outcome, text: String(thrown), ...shown() };
  } finally {
    receiver.close();
  }
  return receiver.fault
    ? { outcome: "rejected", text: receiver.fault.message, ...shown() }
    : { outcome: "accepted", ...shown() };
}
