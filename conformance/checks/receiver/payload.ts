/** RCV-20 to RCV-23, RCV-39, RCV-43: page data and its announced size. */
import { brokenPayload } from "../../../generators/invalid/broken-payload.ts";
import { packetSizeTooLarge } from "../../../generators/invalid/packet-size.ts";
import { payloadWithoutPages } from "../../../generators/invalid/payload-without-pages.ts";
import { surplusPayload } from "../../../generators/invalid/surplus-payload.ts";
import { longPayload } from "../../../generators/legal/long-payload.ts";
import {
  missingTail,
  sizeWithoutPages,
  wrongSize,
} from "../../../generators/legal/loose-fields.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeAccepted, judgeRejected } from "../../judge.ts";
import { BATCH, fromFamily } from "./from-family.ts";

export const PAYLOAD_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-20",
    title: "A payload that is structurally corrupt or gives too little for its pages is rejected.",
    ...fromFamily(brokenPayload),
    judge: judgeRejected,
  },
  {
    id: "RCV-20/tail",
    title: "A payload that gives all its pages but lacks the end of its flush is taken.",
    ...fromFamily(missingTail),
    level: "INFO",
    judge: judgeAccepted,
  },
  {
    id: "RCV-21",
    title:
      "Payload announced beside zero pages alone is rejected by an error, and the process lives on.",
    ...fromFamily(payloadWithoutPages),
    judge: judgeRejected,
  },
  {
    id: "RCV-22",
    title: "Uncompressed, next_packet_size beside zero pages alone is ignored.",
    ...fromFamily(sizeWithoutPages, BATCH),
    judge: judgeAccepted,
  },
  {
    id: "RCV-23",
    title: "A next_packet_size above 1 MiB is rejected.",
    ...fromFamily(packetSizeTooLarge),
    judge: judgeRejected,
  },
  {
    id: "RCV-23/bound",
    title:
      "A next_packet_size up to compressBound(512 KiB) is taken: 524461 bytes with zlib, 526336 with zstd.",
    ...fromFamily(longPayload, BATCH),
    judge: judgeAccepted,
  },
  {
    id: "RCV-39",
    title: "Uncompressed, a next_packet_size that is not that of the normal pages is ignored.",
    ...fromFamily(wrongSize, BATCH),
    judge: judgeAccepted,
  },
  {
    id: "RCV-43",
    title: "A payload that holds more than its pages is rejected.",
    ...fromFamily(surplusPayload),
    judge: judgeRejected,
  },
];
