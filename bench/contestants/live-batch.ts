/** Legal sessions that share one, for both sides of `live-valid`. */
import fc from "fast-check";
import { RAM_SIZE } from "../../conformance/targets/qemu/program.ts";
import type { ReceiverCase } from "../../generators/case.ts";
import { WHOLE } from "../../generators/segmentation.ts";
import { validSession } from "../../generators/receiver-session.ts";

export const CHANNELS = 2;
const COUNT = 50;
const SEED = 1;

/** Cases of two channels, as the suite draws them for a QEMU with pages of 4 KiB; no packet is cut into pieces. */
export function liveBatch(): ReceiverCase[] {
  const shape = {
    method: "none",
    layout: "patch",
    pageSizes: [4096],
    maxChannels: CHANNELS,
    blocks: [{ name: "ram", usedLength: RAM_SIZE }],
  } as const;
  const sessions = validSession(shape, { main: true, prefill: "untouched" })
    .filter(({ channels }) => channels === CHANNELS);
  return fc.sample(sessions, { numRuns: COUNT, seed: SEED })
    .map((c) => ({ ...c, segmentation: WHOLE }));
}
