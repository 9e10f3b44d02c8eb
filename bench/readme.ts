/** The table in `README.md`, made from what `results.json` has. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Results } from "./results.ts";
import type { Row } from "./row.ts";
import { cells, HEADINGS } from "./table.ts";

const FILE = new URL("README.md", import.meta.url);
const BEGIN = "<!-- table -->\n", END = "<!-- end of the table -->\n";

/** README.md with the table of these results in the place of the one it has. */
export function readmeWith(results: Results, rows: readonly Row[]): string {
  const text = readFileSync(FILE, "utf8");
  const begin = text.indexOf(BEGIN), end = text.indexOf(END);
  if (begin < 0 || end < begin) throw new Error("bench/README.md: no place for the table");
  return text.slice(0, begin + BEGIN.length) + tableOf(results, rows) + text.slice(end);
}

export function writeReadme(results: Results, rows: readonly Row[]): void {
  writeFileSync(FILE, readmeWith(results, rows));
}

function tableOf(
  { machine, date, versions, rows: recorded }: Results,
  rows: readonly Row[],
): string {
  const lines = rows.flatMap((row) => {
    const was = recorded.find(({ id }) => id === row.id);
    return was ? [cells(row, was)] : [];
  });
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    HEADINGS,
    HEADINGS.map(() => "---"),
    ...lines,
  ].map((line) => `| ${line.join(" | ")} |\n`).join("") +
    `\n${date}, ${machine}; ${software.join("; ")}.\n`;
}
