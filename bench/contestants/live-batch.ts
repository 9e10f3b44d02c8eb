/** Legal cases that share sessions, for both sides of `live-valid`. */
import fc from "fast-check";
import { sessions } from "../../conformance/case-sources/sessions.ts";
import { RAM_SIZE } from "../../conformance/targets/qemu/program.ts";
import type { ReceiverCase } from "../../generators/case.ts";

const DRAWN = 24;
const SEED = 1;

/** The suite's cases of one kind for a live QEMU with pages of 4 KiB: those that are fixed, and as many as it draws. */
export function liveBatch(): ReceiverCase[] {
  const { fixed, drawn } = sessions.stimulus({
    shows: new Set(["ram", "prefill", "main", "greeting", "checkpoint"]),
    method: "none",
    layout: "patch",
    pageSizes: [4096],
    maxChannels: 8,
    blocks: [{ name: "ram", usedLength: RAM_SIZE }],
    costly: true,
  });
  return [...fixed!, ...fc.sample(drawn!, { numRuns: DRAWN, seed: SEED })];
}
