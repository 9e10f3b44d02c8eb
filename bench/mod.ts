/** `deno task bench`: hot paths beside named peers. Ratios mean something, times depend on the machine. */
import { parseArgs } from "node:util";
import { runCommand } from "./command.ts";
import { measure, type Outcome } from "./measure.ts";
import { writeReadme } from "./readme.ts";
import { lostOf, readResults, writeResults } from "./results.ts";
import type { Row } from "./row.ts";
import { ROWS } from "./rows.ts";
import { removeScratch } from "./sides.ts";
import { cells, HEADINGS } from "./table.ts";

const HELP = `usage: deno task bench [--only ROW]… [--short]
  --only ROW  that row alone; repeatable. Rows: ${ROWS.map(({ id }) => id).join(", ")}
  --short     three rounds of the rows that take seconds; exit code 1 where a ratio is more than 3 times worse
              than bench/results.json has it (10 times where it is a time). Without it the figures are written there.`;
const SHORT_ROUNDS = 3;

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string", multiple: true },
      short: { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const rows = chosen(values.only).filter((row) => !values.short || !row.long);
  console.log(HEADINGS.join(" | "));
  const outcomes: [Row, Outcome][] = [];
  for (const row of rows) {
    const outcome = await measure(row, values.short ? SHORT_ROUNDS : row.rounds);
    outcomes.push([row, outcome]);
    console.log(cells(row, outcome).join(" | "));
  }
  if (!values.short) {
    writeReadme(writeResults(outcomes), ROWS);
    return 0;
  }
  const lost = lostOf(outcomes, readResults());
  for (const line of lost) console.error(`lost: ${line}`);
  return lost.length > 0 ? 1 : 0;
}

function chosen(ids: readonly string[] | undefined): readonly Row[] {
  if (!ids) return ROWS;
  return ids.map((id) => {
    const row = ROWS.find((r) => r.id === id);
    if (!row) throw new RangeError(`--only ${id}: no such row; --help lists them`);
    return row;
  });
}

if (import.meta.main) await runCommand(main).finally(removeScratch);
