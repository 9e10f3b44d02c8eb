/** What is judged on a live QEMU, the newest in the cache. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cachedBuilds } from "../../conformance/targets/qemu/cache.ts";
import { writeValid } from "../contestants/live-streams.ts";
import { Missing, type Row } from "../row.ts";
import { duel, inC, onDeno, scratch } from "../sides.ts";

export const LIVE: readonly Row[] = [
  {
    id: "live-valid",
    what: "27 legal cases in 4 sessions on live QEMUs, two at a time, RAM compared behind each",
    against: "their bytes sent to as many QEMUs by a C program, RAM not looked at",
    goal: { ratio: "speed", atLeast: 0.6 },
    rounds: 15,
    ...duel(
      () => onDeno("contestants/live-valid.ts", "valid"),
      () => inC("live-send", [newest(), streams(), "valid"]),
    ),
  },
  {
    id: "live-invalid",
    what: "200 invalid cases on a live QEMU, two at a time",
    against: "as many bare QEMUs that start and quit",
    goal: { ratio: "time", atMost: 1.15 },
    rounds: 9,
    ...duel(
      () => onDeno("contestants/live-invalid.ts", "invalid"),
      () => inC("live-bare", [newest(), "quit"]),
    ),
  },
];

function newest(): string {
  const [build] = cachedBuilds();
  if (!build) throw new Missing("no QEMU in the cache: deno task qemu gets one");
  return build.program;
}

function streams(): string {
  const folder = join(scratch(), "valid");
  mkdirSync(folder, { recursive: true });
  writeValid(folder);
  return folder;
}
