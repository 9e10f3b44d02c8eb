/** `reference`: our own sender and receiver, in process. */
import { DETECTIONS } from "../../protocol/ram.ts";
import { METHODS } from "../../protocol/flags.ts";
import { Receiver, type ReceiverParameters } from "../../protocol/receiver.ts";
import { Sender, type SenderParameters } from "../../protocol/sender.ts";
import type { Target } from "../target.ts";
import { TOOL } from "../tool.ts";
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
        offer: {
          shows: new Set([
            "ram",
            "counters",
            "trace",
            "writes",
            "prefill",
            "blocks",
            "main",
            "greeting",
          ]),
          methods: METHODS,
          layout: "patch",
          pageSizes: PAGE_SIZES,
          maxChannels: 8,
        },
        receive: (session) => Promise.resolve(receiveInProcess(Receiver, session)),
      },
    }),
    ...(Sender && {
      sender: {
        offer: {
          shows: new Set([
            "queue",
            "passes",
            "counters",
            "trace",
            "main",
            "order",
            "level",
            "mapped-ram",
            "multifd-off",
            "settings",
            "blocks",
          ]),
          methods: METHODS,
          detections: DETECTIONS,
          layout: "patch",
          pageSizes: PAGE_SIZES,
          maxChannels: 8,
        },
        send: (session) => Promise.resolve(sendInProcess(Sender, session)),
      },
    }),
    close: () => Promise.resolve(),
  };
}

const REFERENCE: Implementation = { name: "reference", Receiver, Sender };

/** 1 KiB to 64 KiB. */
const PAGE_SIZES: readonly number[] = [4096, 1024, 16384, 65536];
