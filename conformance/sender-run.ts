/** Runs sender jobs on a target and reads what came out. */
import { initialRam, pageBytes } from "../generators/fill.ts";
import type { SenderJob } from "../generators/job.ts";
import { breathe } from "./breathe.ts";
import type { SenderRun } from "./check.ts";
import { RamArena } from "./ram-arena.ts";
import {
  orThrow,
  type SenderObservation,
  type SenderSession,
  type SenderTarget,
  TargetError,
} from "./target.ts";
import { readTranscript } from "./transcript.ts";

/** Runs in the order of the jobs. Throws the first TargetError. */
export async function observeJobs(
  target: SenderTarget,
  jobs: readonly SenderJob[],
): Promise<SenderRun[]> {
  return (await tryJobs(target, jobs)).map(orThrow);
}

/**
 * Runs in the order of the jobs; an error where the target could not do its part in one. The mapped-ram file of a single
 * job on a target in process is gone with the next call.
 */
export async function tryJobs(
  target: SenderTarget,
  jobs: readonly SenderJob[],
): Promise<(SenderRun | TargetError)[]> {
  const observations: (SenderObservation | TargetError)[] = [];
  if (target.recorded) observations.push(...jobs.map(() => target.recorded!.observation));
  else if (target.sendAll) {
    observations.push(...await target.sendAll(jobs.map((job) => senderSessionOf(job))));
  } else {
    for (const job of jobs) {
      const seen = await target.send(senderSessionOf(job, arena.ramOf(job)));
      observations.push(jobs.length === 1 ? seen : kept(seen));
      await breathe();
    }
  }
  const { layout, shows } = target.offer;
  return jobs.map((job, i) => {
    const observation = observations[i];
    if (observation instanceof TargetError) return observation;
    const { pageSize, channels, method } = job;
    const transcript = readTranscript(observation, { pageSize, channels, method, layout });
    const hidesPages = job.detection === "legacy" && !shows.has("main");
    return { job, observation, transcript, hidesPages };
  });
}

/** The run, with memory of its own. */
export function keepRun(run: SenderRun): SenderRun {
  return { ...run, observation: kept(run.observation) };
}

function kept(seen: SenderObservation): SenderObservation {
  return seen.file ? { ...seen, file: seen.file.slice() } : seen;
}

/** RAM of a sender in process, which is done with it when it has sent. */
const arena = new RamArena();

/** The session of one job: fills written out as bytes. `blocks` are its RAM at the start. */
export function senderSessionOf(job: SenderJob, blocks = initialRam(job)): SenderSession {
  const { passes, blocks: _, ...settings } = job;
  return {
    ...settings,
    blocks,
    passes: passes.map(({ writes, queue }) => ({
      queue,
      writes: writes.map(({ ramblock, offset, fill }) => ({
        ramblock,
        offset,
        bytes: pageBytes(fill, job.pageSize),
      })),
    })),
  };
}
