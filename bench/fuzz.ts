/**
 * `deno task fuzz`: random byte strings and changed legal sessions through parse, validate and the receiver. Typed errors
 * or success, no other exception, no hang, flat memory; exit code 1 and one command that runs it again when not.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { runCommand } from "./command.ts";
import { fuzz, type FuzzResult } from "./fuzz/run.ts";
import { Fuzzer, type Kind } from "./fuzz/fuzzer.ts";

const KINDS: readonly Kind[] = ["bytes", "mutations"];
const HELP = `usage: deno task fuzz [--cases N] [--seed S] [--kind bytes|mutations] [--case I]
  --cases N  cases of each kind (default 1000000)
  --seed S   default 1
  --kind K   only random byte strings, or only changed sessions
  --case I   one case alone, with its stack`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      cases: { type: "string", default: "1000000" },
      seed: { type: "string", default: "1" },
      kind: { type: "string" },
      case: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const seed = integer("--seed", values.seed), cases = integer("--cases", values.cases);
  const kinds = values.kind === undefined ? KINDS : KINDS.filter((kind) => kind === values.kind);
  if (kinds.length === 0) {
    throw new RangeError(`--kind ${values.kind}: expected ${KINDS.join(" or ")}`);
  }
  if (values.case !== undefined) {
    for (const kind of kinds) new Fuzzer().run(kind, seed, integer("--case", values.case));
    console.log("no finding");
    return 0;
  }
  for (const kind of kinds) {
    const result = await fuzz({ kind, seed, cases, onProgress: progressLine(kind, cases) });
    console.log(summary(kind, cases, result));
    if (!result.finding) continue;
    const { index, reason } = result.finding;
    console.log(`FINDING in ${kind}, seed ${seed}, case ${index}: ${reason}`);
    const which = index < cases ? `--case ${index}` : `--cases ${cases}`;
    console.log(`again: deno task fuzz --seed ${seed} --kind ${kind} ${which}`);
    return 1;
  }
  console.log("no finding");
  return 0;
}

function summary(kind: Kind, cases: number, { outcomes, seconds, rss }: FuzzResult): string {
  const [start, end, most] = [rss.start, rss.end, rss.most].map((v) => Math.round(v / 2 ** 20));
  const ends = [...outcomes].sort((a, b) => b[1] - a[1]).map(([code, n]) => `${n} ${code}`);
  return `${kind}: ${cases} cases in ${Math.round(seconds)} s: ${ends.join(", ")}; ` +
    `rss ${start} MiB at the start, ${end} at the end, ${most} at most`;
}

/** Only where someone watches. */
function progressLine(kind: Kind, cases: number): ((index: number) => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  return (index) => process.stderr.write(`\r${kind}: ${Math.max(index, 0)} of ${cases}\r`);
}

function integer(option: string, text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value <= 2 ** 31 - 1)) {
    throw new RangeError(`${option} ${text}: expected a whole number from 0 to ${2 ** 31 - 1}`);
  }
  return value;
}

if (import.meta.main) await runCommand(main);
