/** Runs sender jobs on a target and reads what came out. */
import { blockBytes, pageBytes } from "../generators/fill.ts";
import type { SenderJob } from "../generators/job.ts";
import { breathe } from "./breathe.ts";
import type { SenderRun } from "./check.ts";
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

/** Runs in the order of the jobs; an error where the target could not do its part in one. */
export async function tryJobs(
  target: SenderTarget,
  jobs: readonly SenderJob[],
): Promise<(SenderRun | TargetError)[]> {
  const sessions = jobs.map(senderSessionOf);
  const observations: (SenderObservation | TargetError)[] = [];
  if (target.recorded) observations.push(...jobs.map(() => target.recorded!.observation));
  else if (target.sendAll) observations.push(...await target.sendAll(sessions));
  else {
    for (const session of sessions) {
      observations.push(await target.send(session));
      await breathe();
    }
  }
  const { layout } = target.offer;
  return jobs.map((job, i) => {
    const observation = observations[i];
    if (observation instanceof TargetError) return observation;
    const { pageSize, channels, method } = job;
    const transcript = readTranscript(observation, { pageSize, channels, method, layout });
    return { job, observation, transcript };
  });
}

/** The session of one job: fills written out as bytes. */
export function senderSessionOf(job: SenderJob): SenderSession {
  const { passes, blocks, ...settings } = job;
  return {
    ...settings,
    blocks: blocks.map((b) => ({
      name: b.name,
      usedLength: b.usedLength,
      bytes: blockBytes(b, job.pageSize),
    })),
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
