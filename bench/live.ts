/**
 * What a live QEMU costs: `bench/live.ts [TARGET]`, default `qemu`. A bare start and quit beside an invalid case, two
 * at a time, turn by turn in the same run: a ratio of at most 1.5 is the goal.
 */
import process from "node:process";
import { familyFixed } from "../generators/family-case.ts";
import { INVALID } from "../generators/invalid.ts";
import { sessionOf } from "../conformance/receiver-run.ts";
import { locateQemu } from "../conformance/targets/qemu/locate.ts";
import { openQemu } from "../conformance/targets/qemu/open.ts";
import { startQemu } from "../conformance/targets/qemu/process.ts";
import { RAM_SIZE } from "../conformance/targets/qemu/program.ts";
import { openScratch } from "../conformance/process/scratch.ts";
import { sideBySide } from "../conformance/process/side-by-side.ts";

const JOBS = 2;
const TURNS = 5;
/** Of each kind in a turn. */
const COUNT = 20;

const spec = process.argv[2] ?? "qemu";
const program = locateQemu(spec);
const scratch = openScratch();
const target = await openQemu(spec, { timeoutMs: 5000, jobs: JOBS, transport: "unix" });
try {
  const receiver = target.receiver!;
  const family = INVALID.find((f) => f.requirement === "RCV-01")!;
  const cases = familyFixed({ ...receiver.offer, method: "none" }, family);
  const sessions = Array.from({ length: COUNT }, (_, i) => sessionOf(cases[i % cases.length]));
  const numbers = sessions.map((_, i) => i);
  const bare = async () => {
    const qemu = await startQemu({ program, scratch, ramSize: RAM_SIZE });
    await qemu.qmp.execute("quit");
    await qemu.ended;
    await qemu.kill();
  };
  const costs: { bare: number; invalid: number }[] = [];
  for (let turn = 0; turn <= TURNS; turn++) {
    costs.push({
      bare: await timed(() => sideBySide(numbers, JOBS, bare)),
      invalid: await timed(() => receiver.receiveAll!(sessions)),
    });
  }
  costs.shift(); // warm-up
  const [bareMs, invalidMs] = [
    median(costs.map((c) => c.bare)),
    median(costs.map((c) => c.invalid)),
  ];
  console.log(
    `${target.name} ${target.version}, ${JOBS} at a time, medians of ${TURNS} × ${COUNT}`,
  );
  console.log(`  bare start and quit ${bareMs.toFixed(1).padStart(8)} ms`);
  console.log(
    `  invalid case        ${invalidMs.toFixed(1).padStart(8)} ms  ${
      (invalidMs / bareMs).toFixed(2)
    } times`,
  );
} finally {
  await target.close();
  scratch.remove();
}

/** ms for each of a turn's. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / COUNT;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
