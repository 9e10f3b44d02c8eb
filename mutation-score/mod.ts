/**
 * `deno task mutation-score`: changes each operation of the reference sender and receiver, one at a time, and counts how
 * many of these mutants the suite catches. Exit code 1 when one survives without a reason in `explained.txt`, or when
 * a reason there is out of date.
 */
import { readFileSync } from "node:fs";
import process from "node:process";
import { parseArgs } from "node:util";
import { integer } from "../conformance/commands/option-values.ts";
import { globMatches } from "../conformance/glob.ts";
import { UsageError } from "../conformance/usage-error.ts";
import { readExplained } from "./explained.ts";
import { tryAll } from "./run.ts";
import { SCOPE } from "./scope.ts";
import { summaryOf, summaryText } from "./summary.ts";
import { mutationsIn } from "./workshop.ts";

const HELP = `usage: deno task mutation-score [--only FILE]… [--seed S] [--runs N] [--jobs N]
  --only FILE  sources to mutate, such as protocol/validate.ts or 'protocol/sender*'; default: all
  --seed S     of the drawn cases, default 1
  --runs N     drawn cases a check, default 20
  --jobs N     workers, default 2`;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string", multiple: true, default: [] },
      seed: { type: "string", default: "1" },
      runs: { type: "string", default: "20" },
      jobs: { type: "string", default: "2" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const seed = integer("--seed", values.seed, 0, 0x7fffffff);
  const runs = integer("--runs", values.runs, 1, 1_000_000);
  const jobs = integer("--jobs", values.jobs, 1, 64);
  const files = filesOf(values.only);
  const mutations = mutationsIn(SCOPE);
  const indices = [...mutations.keys()].filter((i) => files.includes(mutations[i].file));
  const onOutcome = process.stderr.isTTY
    ? (done: number) => process.stderr.write(`\r${done} of ${indices.length} mutants\r`)
    : undefined;
  const outcomes = await tryAll({ indices, seed, runs, jobs, onOutcome });
  const explained = readExplained(readFileSync(new URL("./explained.txt", import.meta.url), "utf8"))
    .filter(({ name }) => values.only.length === 0 || files.includes(name.split(" ")[0]));
  const judged = indices.map((index, i) => ({ mutation: mutations[index], outcome: outcomes[i] }));
  const summary = summaryOf(judged, explained);
  process.stdout.write(summaryText(summary));
  return summary.survivors.length + summary.stale.length > 0 ? 1 : 0;
}

function filesOf(only: readonly string[]): string[] {
  const files = SCOPE.map(({ file }) => file);
  for (const glob of only) {
    if (!files.some((file) => globMatches(glob, file))) {
      throw new UsageError(`--only ${glob}: none of ${files.join(", ")}`);
    }
  }
  return files.filter((file) => only.length === 0 || only.some((glob) => globMatches(glob, file)));
}

if (import.meta.main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const wrongUse = error instanceof UsageError ||
      /^ERR_PARSE_ARGS/.test((error as { code?: string }).code ?? "");
    console.error(wrongUse ? `error: ${(error as Error).message}` : error);
    process.exitCode = wrongUse ? 2 : 3;
  }
}
