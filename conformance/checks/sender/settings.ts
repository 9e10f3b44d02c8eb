/** SND-28: which words the detection setting takes. */
import { DETECTIONS } from "../../../protocol/ram.ts";
import type { SenderCheck } from "../../check.ts";
import { SETTINGS } from "../../job-sources.ts";
import { senderCheck } from "./define.ts";

export const SETTING_CHECKS: readonly SenderCheck[] = [
  {
    ...senderCheck({
      id: "SND-28",
      title: "The detection setting takes none, legacy and multifd, and refuses all else.",
      needs: ["settings"],
      methods: ["none"],
      detections: ["multifd"],
      jobs: SETTINGS,
      judge({ job, observation }) {
        const expected = DETECTIONS.includes(job.detection) ? "completed" : "refused";
        const { outcome, text } = observation;
        return outcome === expected ? undefined : {
          expected: `detection ${JSON.stringify(job.detection)}: ${expected}`,
          observed: text ? `${outcome}: ${text}` : outcome,
        };
      },
    }),
    concerns: () => true,
  },
];
