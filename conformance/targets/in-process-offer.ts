/** What a target in process offers: it shows and takes everything but what needs a process. */
import { METHODS } from "../../protocol/flags.ts";
import { MAX_CHANNELS } from "../../protocol/settings.ts";
import { DETECTIONS } from "../../protocol/ram.ts";
import type { ReceiverOffer, SenderOffer } from "../target.ts";

const COMMON = {
  methods: METHODS,
  layout: "patch",
  /** 1 KiB to 64 KiB, the usual one first. */
  pageSizes: [4096, 1024, 16384, 65536],
  maxChannels: 8,
} as const;

export const IN_PROCESS_RECEIVER: ReceiverOffer = {
  ...COMMON,
  maxChannels: MAX_CHANNELS,
  shows: new Set(["ram", "counters", "trace", "writes", "prefill", "blocks", "main", "greeting"]),
};

export const IN_PROCESS_SENDER: SenderOffer = {
  ...COMMON,
  detections: DETECTIONS,
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
};
