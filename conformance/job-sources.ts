/** Where the jobs of sender checks come from. Checks that name the same source share its runs. */
import type { SenderJob } from "../generators/job.ts";
import { senderJob, type SenderJobConstraints } from "../generators/sender-job.ts";
import { type Detection, DETECTIONS } from "../protocol/ram.ts";
import type { JobSource } from "./check.ts";
import { boundaryJobs, levelJobs, onePage, repeatedPages } from "./job-sources/fixed-jobs.ts";

/** Whole migrations over channels: every bound exactly, then drawn ones. */
export const SESSIONS: JobSource = {
  name: "sessions",
  stimulus: (shape) => ({ fixed: boundaryJobs(shape), drawn: drawn(shape) }),
};

/** A job or two for each compression level. */
export const LEVELS: JobSource = {
  name: "levels",
  stimulus: (shape) => ({ fixed: levelJobs(shape) }),
};

/** Migrations to a mapped-ram file. */
export const MAPPED_RAM: JobSource = {
  name: "mapped-ram",
  stimulus: (shape) => ({
    fixed: repeatedPages(shape).map((job) => ({ ...job, mappedRam: true })),
    drawn: drawn(shape, { mappedRam: true }),
  }),
};

/** Migrations without the multifd capability. */
export const MULTIFD_OFF: JobSource = {
  name: "multifd-off",
  stimulus: (shape) => ({
    fixed: repeatedPages(shape).map((job) => ({ ...job, multifd: false })),
    drawn: drawn(shape, { multifd: false }),
  }),
};

/** One page with each word as the detection setting, right ones and wrong ones (SND-28). */
export const SETTINGS: JobSource = {
  name: "settings",
  stimulus: (shape) => ({
    fixed: [...DETECTIONS, "", "Multifd", "MULTIFD", "multifd ", "multi", "auto", "on", "off", "0"]
      .map((word): SenderJob => ({ ...onePage(shape), detection: word as Detection })),
  }),
};

type Shape = Parameters<JobSource["stimulus"]>[0];

function drawn(shape: Shape, more: Partial<SenderJobConstraints> = {}) {
  const { method, layout, pageSizes, blocks, maxChannels, detection, passes, queue } = shape;
  return senderJob({
    ...{ method, layout, pageSizes, blocks, maxChannels, detection, passes, queue },
    ...more,
  });
}
