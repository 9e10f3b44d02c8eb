/** `reference`: our own sender and receiver, in process. */
import type { Detection } from "../../protocol/ram.ts";
import { Receiver, type ReceiverParameters } from "../../protocol/receiver.ts";
import { Sender, type SenderParameters } from "../../protocol/sender.ts";
import type { Target } from "../target.ts";
import { TOOL } from "../tool.ts";
import { IN_PROCESS_RECEIVER, IN_PROCESS_SENDER } from "./in-process-offer.ts";
import { receiveInProcess } from "./in-process-receiver.ts";
import { sendInProcess } from "./in-process-sender.ts";

/** Classes to judge in place of the reference's own: how mutants are made. */
export interface Implementation {
  name: string;
  Receiver?: new (parameters: ReceiverParameters) => Receiver;
  Sender?: new (parameters: SenderParameters) => Sender;
}

/** The reference, or a subclass of it. */
export function openReferenceTarget(implementation: Implementation = REFERENCE): Target {
  const { Receiver, Sender } = implementation;
  return {
    name: implementation.name,
    version: TOOL.version,
    profile: "patch",
    ...(Receiver && {
      receiver: {
        offer: IN_PROCESS_RECEIVER,
        receive: (session) => receiveInProcess((settings) => new Receiver(settings), session),
      },
    }),
    ...(Sender && {
      sender: {
        offer: IN_PROCESS_SENDER,
        send: (session) => sendInProcess((settings) => new Sender(asKnown(settings)), session),
      },
    }),
    close: () => Promise.resolve(),
  };
}

/** SND-28 tries words that are none; the class refuses them itself. */
function asKnown<S extends { detection: string }>(settings: S): S & { detection: Detection } {
  return settings as S & { detection: Detection };
}

const REFERENCE: Implementation = { name: "reference", Receiver, Sender };
