/** RCV-25, RCV-28: where a stream ends, and how it is cut into pieces. */
import { cutStream } from "../../../generators/invalid/cut-stream.ts";
import { channelEnds } from "../../../generators/legal/channel-ends.ts";
import { packetTruncations } from "../../../generators/truncations.ts";
import { segmentations } from "../../case-sources/segmentations.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeAccepted, judgeRejected } from "../../judge.ts";
import { fromFamily } from "./from-family.ts";

export const STREAM_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-25",
    title: "The end of a stream inside a packet or its payload is an error.",
    ...fromFamily(cutStream, { bounds: (shape) => shape.costly ? [] : packetTruncations(shape) }),
    judge: judgeRejected,
  },
  {
    id: "RCV-25/between",
    title: "The end of a stream between packets ends its channel, and the others go on.",
    ...fromFamily(channelEnds),
    judge: judgeAccepted,
  },
  {
    id: "RCV-28",
    requirements: ["RCV-28"],
    title: "However the stream is cut into pieces, the result is the same.",
    role: "receiver",
    needs: ["ram"],
    cases: segmentations,
    concerns: (c) => c.segmentation.kind !== "whole",
    judge: judgeAccepted,
  },
];
