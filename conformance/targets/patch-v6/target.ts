/**
 * `patch-v6`: a model of the patch exactly as it was posted, faults included, on the code of its day (QEMU 9.0-rc0).
 * What is known to be wrong with it is listed in `conformance/expectations/patch-v6.txt`.
 */
import { METHODS } from "../../../protocol/flags.ts";
import { DETECTIONS } from "../../../protocol/ram.ts";
import type { Target } from "../../target.ts";
import { receive } from "./receive.ts";
import { send } from "./send.ts";

/** Both sides, in process. */
export function openPatchV6Target(): Target {
  const offer = {
    methods: METHODS,
    layout: "patch",
    pageSizes: [4096, 1024, 16384, 65536],
    maxChannels: 8,
  } as const;
  return {
    name: "patch-v6",
    version: "4/7 of 2024-03-11",
    profile: "patch",
    receiver: {
      offer: {
        ...offer,
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
      },
      receive: (session) => Promise.resolve(receive(session)),
    },
    sender: {
      offer: {
        ...offer,
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
      },
      send: (session) => Promise.resolve(send(session)),
    },
    close: () => Promise.resolve(),
  };
}
