/** What is judged on a live QEMU, the newest in the cache. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { cachedBuilds } from "../../conformance/targets/qemu/cache.ts";
import { writeInvalid, writeValid } from "../contestants/live-streams.ts";
import { type Goal, Missing, type Row } from "../row.ts";
import { duel, inC, onDeno, scratch } from "../sides.ts";

const INVALID: Goal = { ratio: "time", atMost: 1.15 };

const sendWhole = () => inC("live-send", [newest(), streams("valid", writeValid), "valid"]);
const startAndQuit = () => inC("live-bare", [newest(), "quit"]);

export const LIVE: readonly Row[] = [
  {
    id: "live-valid",
    what: "27 legal cases in 4 sessions on live QEMUs, two at a time, RAM compared behind each",
    against: "their bytes sent to as many QEMUs by a C program, RAM not looked at",
    goal: { ratio: "speed", atLeast: 0.6 },
    rounds: 45,
    ...duel(() => onDeno("contestants/live-valid.ts", "valid"), sendWhole),
  },
  {
    id: "live-invalid",
    what: "200 invalid cases on a live QEMU, two at a time",
    against: "as many bare QEMUs that start and quit",
    goal: INVALID,
    rounds: 15,
    ...duel(() => onDeno("contestants/live-invalid.ts", "invalid"), startAndQuit),
  },
  {
    id: "live-invalid-limit",
    what: "their bytes sent by a C program that waits for the refusal, RAM not looked at",
    against: "the same",
    goal: INVALID,
    rounds: 15,
    ...duel(
      () => inC("live-send", [newest(), streams("invalid", writeAsMany), "invalid"]),
      startAndQuit,
    ),
  },
];

const writeAsMany = (folder: string) => writeInvalid(folder, 200);

function newest(): string {
  const [build] = cachedBuilds();
  if (!build) throw new Missing("no QEMU in the cache: deno task qemu gets one");
  return build.program;
}

function streams(name: string, write: (folder: string) => void): string {
  const folder = join(scratch(), name);
  if (!existsSync(folder)) {
    mkdirSync(folder);
    write(folder);
  }
  return folder;
}
