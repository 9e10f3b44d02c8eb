import type { ReceiverCase } from "../case.ts";

/** Pages that two streams, the main channel among them, touch between the same two SYNC points (SND-23). */
export function racesIn({ steps }: ReceiverCase): string[] {
  const races: string[] = [];
  let streams = new Map<string, string>();
  const touch = (ramblock: string, offset: bigint, stream: string) => {
    const page = `${ramblock} + ${offset}`;
    const other = streams.get(page) ?? stream;
    if (other !== stream) races.push(`${page}: ${other}, ${stream}`);
    streams.set(page, stream);
  };
  for (const step of steps) {
    if (step.kind === "sync" || step.kind === "barrier") streams = new Map();
    if (step.kind === "zero") touch(step.ramblock, step.offset, "main channel");
    if (step.kind !== "packet") continue;
    const { ramblock, normal, zero } = step.packet;
    for (const offset of [...normal.map((n) => n.offset), ...zero]) {
      touch(ramblock, offset, `channel ${step.channel}`);
    }
  }
  return races;
}
