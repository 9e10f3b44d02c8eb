/**
 * `patch-v6`: a model of the patch exactly as it was posted, faults included, on the code of its day (QEMU 9.0-rc0).
 * What is known to be wrong with it is listed in `conformance/expectations/patch-v6.txt`.
 */
import type { Target } from "../../target.ts";
import { IN_PROCESS_RECEIVER, IN_PROCESS_SENDER } from "../in-process-offer.ts";
import { receive } from "./receive.ts";
import { send } from "./send.ts";

/** Both sides, in process. */
export function openPatchV6Target(): Target {
  return {
    name: "patch-v6",
    version: "4/7 of 2024-03-11",
    profile: "patch",
    receiver: {
      offer: IN_PROCESS_RECEIVER,
      receive: (session) => Promise.resolve(receive(session)),
    },
    sender: {
      offer: IN_PROCESS_SENDER,
      send: (session) => Promise.resolve(send(session)),
    },
    close: () => Promise.resolve(),
  };
}
