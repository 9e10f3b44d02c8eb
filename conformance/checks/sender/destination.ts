/** SND-19 and RCV-33 on real receivers: what arrives at the other end. */
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { firstDifference, outcomeWords } from "../../judge.ts";
import { senderCheck } from "./define.ts";
import { factsOf } from "./facts.ts";

export const DESTINATION_CHECKS: readonly SenderCheck[] = [
  {
    ...senderCheck({
      id: "SND-19/destination",
      title: "A real receiver of this stream takes it, and ends with the sender's RAM.",
      needs: ["destination"],
      judge: judgeDestination,
    }),
    concerns: (run) => run.observation.destination !== undefined && !losesZeroPages(run),
  },
  {
    ...senderCheck({
      id: "RCV-33/destination",
      title: "A real receiver from before the patch loses the zero pages of this stream.",
      needs: ["destination"],
      detections: ["multifd"],
      judge: judgeDestination,
    }),
    concerns: losesZeroPages,
  },
];

/** The other end knows nothing of the zero pages in a packet. */
function losesZeroPages({ observation, transcript }: SenderRun): boolean {
  return observation.destination?.layout === "before-patch" &&
    transcript.packets.some((sent) => sent.zero.length > 0);
}

function judgeDestination(run: SenderRun): Problem | undefined {
  const destination = run.observation.destination!;
  if (destination.outcome !== "accepted") {
    return { expected: "accepted by the destination", observed: outcomeWords(destination) };
  }
  const different = firstDifference(factsOf(run).ram, destination.ram!, run.job.pageSize);
  return different && {
    expected: `at the destination, block ${different.ramblock}, page at ${different.offset}: ` +
      different.expected,
    observed: different.observed,
  };
}
