/** What is judged on a live QEMU, the newest in the cache. */
import { cachedBuilds } from "../../conformance/targets/qemu/cache.ts";
import { Missing, type Row } from "../row.ts";
import { duel, inC, onDeno } from "../sides.ts";

export const LIVE: readonly Row[] = [{
  id: "live-invalid",
  what: "100 invalid cases on a live QEMU, two at a time",
  against: "as many bare QEMUs that start and quit",
  goal: { ratio: "time", atMost: 1.15 },
  rounds: 9,
  ...duel(
    () => onDeno("contestants/live-invalid.ts", "invalid"),
    () => inC("live-bare", [newest(), "quit"]),
  ),
}];

function newest(): string {
  const [build] = cachedBuilds();
  if (!build) throw new Missing("no QEMU in the cache: deno task qemu gets one");
  return build.program;
}
