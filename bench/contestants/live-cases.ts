/** The cases of the live rows, for both of their sides. */
import fc from "fast-check";
import { sessions } from "../../conformance/case-sources/sessions.ts";
import type { ReceiverShape } from "../../conformance/check.ts";
import { RAM_SIZE } from "../../conformance/targets/qemu/program.ts";
import type { ReceiverCase } from "../../generators/case.ts";
import { familyFixed } from "../../generators/family-case.ts";
import { INVALID } from "../../generators/invalid.ts";

const DRAWN = 24;
const SEED = 1;

const QEMU: ReceiverShape = {
  shows: new Set(["ram", "prefill", "main", "greeting", "checkpoint"]),
  method: "none",
  layout: "patch",
  pageSizes: [4096],
  maxChannels: 8,
  blocks: [{ name: "ram", usedLength: RAM_SIZE }],
  costly: true,
};

/** Legal ones that share sessions: the suite's of one kind, those that are fixed, and as many as it draws. */
export function liveBatch(): ReceiverCase[] {
  const { fixed, drawn } = sessions.stimulus(QEMU);
  return [...fixed!, ...fc.sample(drawn!, { numRuns: DRAWN, seed: SEED })];
}

/** So many with a wrong magic. */
export function invalidCases(count: number): ReceiverCase[] {
  const family = INVALID.find(({ requirement }) => requirement === "RCV-01")!;
  const variants = familyFixed(QEMU, family);
  return Array.from({ length: count }, (_, i) => variants[i % variants.length]);
}
