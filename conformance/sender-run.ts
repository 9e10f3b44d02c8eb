/** Runs sender jobs on a target and reads what came out. */
import { blockBytes, pageBytes } from "../generators/fill.ts";
import type { SenderJob } from "../generators/job.ts";
import { breathe } from "./breathe.ts";
import type { SenderRun } from "./check.ts";
import type { SenderObservation, SenderSession, SenderTarget } from "./target.ts";
import { readTranscript } from "./transcript.ts";

/** Runs in the order of the jobs. */
export async function observeJobs(
  target: SenderTarget,
  jobs: readonly SenderJob[],
): Promise<SenderRun[]> {
  const sessions = jobs.map(senderSessionOf);
  const observations: SenderObservation[] = [];
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
    const { pageSize, channels, method } = job;
    const observation = observations[i];
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
