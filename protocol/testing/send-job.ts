import type { PageRef, RamBlock } from "../ram.ts";
import { Sender, type SenderParameters } from "../sender.ts";
import { emptyBlocks, type Job, writePass } from "./job.ts";

/** A piece that a sender gave away, and on which stream. */
export type Piece =
  | { stream: "channel"; channel: number; bytes: Uint8Array }
  | { stream: "main"; bytes: Uint8Array };

export interface Sent {
  sender: Sender;
  /** RAM at the end. */
  blocks: RamBlock[];
  pieces: Piece[];
}

/** Runs a job on the reference sender: a SYNC point between passes, the last one in `finish`. */
export function sendJob(
  job: Job,
  settings: Partial<SenderParameters> = {},
  /** Called when a pass has been written to RAM, before it is queued. */
  onPass: (blocks: RamBlock[], queue: PageRef[]) => void = () => {},
): Sent {
  const blocks = emptyBlocks(job);
  const pieces: Piece[] = [];
  const sender = new Sender({
    ...job,
    blocks,
    sink: {
      channel: (channel, bytes) => pieces.push({ stream: "channel", channel, bytes }),
      main: (bytes) => pieces.push({ stream: "main", bytes }),
    },
    ...settings,
  });
  sender.start();
  for (const [i, pass] of job.passes.entries()) {
    if (i > 0) sender.sync();
    writePass(blocks, pass, job.pageSize);
    onPass(blocks, pass);
    for (const page of pass) sender.queue(page);
  }
  sender.finish();
  return { sender, blocks, pieces };
}
